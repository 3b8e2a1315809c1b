"""What passes between the organisation and the applicant: notices, documents, messages, requests, news."""
