// Asking the sandbox. Each call returns what came of it, or throws with words for the person.

const LISTENS_AGAIN_IN = 2000; // milliseconds

export async function getState() {
  const response = await fetch("/sandbox/state");
  if (!response.ok) throw new Error("The sandbox did not tell how things stand.");
  return response.json();
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

// Calls `on[kind](payload)` for what happens, and `lost()` when nothing more is heard. Listens again by itself.
export function listen(on, lost) {
  const source = new EventSource("/sandbox/events");
  for (const [kind, handle] of Object.entries(on)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener("error", () => {
    lost();
    // A break the browser mends itself; after a refusal it gives up.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(on, lost), LISTENS_AGAIN_IN);
  });
}
