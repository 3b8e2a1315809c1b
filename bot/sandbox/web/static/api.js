// Asking the sandbox. Each call returns what came of it, or throws with words for the person.

export async function getState() {
  return (await fetch("/sandbox/state")).json();
}

export async function post(path, body) {
  const isForm = body instanceof FormData;
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, {
      method: "POST",
      headers: isForm ? {} : { "Content-Type": "application/json" },
      body: isForm ? body : JSON.stringify(body),
    });
  } catch {
    throw new Error("The sandbox does not answer. Is it still running?");
  }
  if (response.status === 413) throw new Error("That is more than a bot may be sent.");
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.problem ?? "The sandbox did not take that.");
  return answer;
}

// Calls `on[kind](payload)` for what happens. The browser begins again by itself after a break.
export function listen(on) {
  const source = new EventSource("/sandbox/events");
  for (const [kind, handle] of Object.entries(on)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
}
