"""States, provinces and what else they are called, of the countries whose addresses are checked."""

from collections.abc import Mapping
from typing import Final


def _table(written: str) -> Mapping[str, str]:
    pairs = (each.strip().partition("=") for each in written.split("|"))
    return {code: name for code, _, name in pairs}


# USPS Publication 28, appendix B: states, territories and the military's own.
STATES: Final = _table(
    """
    AL=Alabama|AK=Alaska|AZ=Arizona|AR=Arkansas|CA=California|CO=Colorado|CT=Connecticut|DE=Delaware|
    DC=District of Columbia|FL=Florida|GA=Georgia|HI=Hawaii|ID=Idaho|IL=Illinois|IN=Indiana|IA=Iowa|
    KS=Kansas|KY=Kentucky|LA=Louisiana|ME=Maine|MD=Maryland|MA=Massachusetts|MI=Michigan|MN=Minnesota|
    MS=Mississippi|MO=Missouri|MT=Montana|NE=Nebraska|NV=Nevada|NH=New Hampshire|NJ=New Jersey|
    NM=New Mexico|NY=New York|NC=North Carolina|ND=North Dakota|OH=Ohio|OK=Oklahoma|OR=Oregon|
    PA=Pennsylvania|RI=Rhode Island|SC=South Carolina|SD=South Dakota|TN=Tennessee|TX=Texas|UT=Utah|
    VT=Vermont|VA=Virginia|WA=Washington|WV=West Virginia|WI=Wisconsin|WY=Wyoming|AS=American Samoa|
    GU=Guam|MP=Northern Mariana Islands|PR=Puerto Rico|VI=Virgin Islands|FM=Micronesia|
    MH=Marshall Islands|PW=Palau|AA=Armed Forces Americas|AE=Armed Forces Europe|AP=Armed Forces Pacific
    """
)
STATE_ALIASES: Final[Mapping[str, str]] = {
    "washington dc": "DC",
    "nueva york": "NY",
    "nueva jersey": "NJ",
    "nuevo mexico": "NM",
    "nuevo hampshire": "NH",
    "carolina del norte": "NC",
    "carolina del sur": "SC",
    "dakota del norte": "ND",
    "dakota del sur": "SD",
    "luisiana": "LA",
    "pensilvania": "PA",
    "virginia occidental": "WV",
    "misisipi": "MS",
    "misuri": "MO",
    "oregon": "OR",
    "hawai": "HI",
    "us virgin islands": "VI",
    "islas virgenes": "VI",
}

# Canada Post, addressing guidelines.
PROVINCES: Final = _table(
    """
    AB=Alberta|BC=British Columbia|MB=Manitoba|NB=New Brunswick|NL=Newfoundland and Labrador|
    NS=Nova Scotia|NT=Northwest Territories|NU=Nunavut|ON=Ontario|PE=Prince Edward Island|QC=Quebec|
    SK=Saskatchewan|YT=Yukon
    """
)
PROVINCE_ALIASES: Final[Mapping[str, str]] = {"newfoundland": "NL"}

# ISO 3166-2:MX.
MEXICAN_STATES: Final = _table(
    """
    AGU=Aguascalientes|BCN=Baja California|BCS=Baja California Sur|CAM=Campeche|CHP=Chiapas|
    CHH=Chihuahua|CMX=Ciudad de México|COA=Coahuila|COL=Colima|DUR=Durango|GUA=Guanajuato|GRO=Guerrero|
    HID=Hidalgo|JAL=Jalisco|MEX=Estado de México|MIC=Michoacán|MOR=Morelos|NAY=Nayarit|NLE=Nuevo León|
    OAX=Oaxaca|PUE=Puebla|QUE=Querétaro|ROO=Quintana Roo|SLP=San Luis Potosí|SIN=Sinaloa|SON=Sonora|
    TAB=Tabasco|TAM=Tamaulipas|TLA=Tlaxcala|VER=Veracruz|YUC=Yucatán|ZAC=Zacatecas
    """
)
MEXICAN_ALIASES: Final[Mapping[str, str]] = {
    "cdmx": "CMX",
    "mexico city": "CMX",
    "df": "CMX",
    "distrito federal": "CMX",
    "mexico": "MEX",
}
