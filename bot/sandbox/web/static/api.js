// Asking the sandbox. Each call says what came of it, or throws with words for the person.

export async function getState() {
  return (await fetch("/sandbox/state")).json();
}

export async function post(path, body) {
  const isForm = body instanceof FormData;
  const response = await fetch(`/sandbox/${path}`, {
    method: "POST",
    headers: isForm ? {} : { "Content-Type": "application/json" },
    body: isForm ? body : JSON.stringify(body ?? {}),
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.problem ?? "The sandbox did not take that.");
  return answer;
}

// Calls `on[kind](payload)` for what happens; `again` after a break, when something may have been missed.
export function listen(on, again) {
  const source = new EventSource("/sandbox/events");
  for (const [kind, handle] of Object.entries(on)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
  let broken = false;
  source.onerror = () => { broken = true; };
  source.onopen = () => { if (broken) { broken = false; again(); } };
}
