// The people's API of this server; every refusal becomes an Error with its words.

async function ask(path, options = {}) {
  const response = await fetch(`/sim${path}`, { cache: "no-store", ...options });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || `${response.status} ${response.statusText}`);
  return answer;
}

export const get = (path) => ask(path);

export const remove = (path) => ask(path, { method: "DELETE" });

export const post = (path, body = {}) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

export function upload(path, files, fields = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  files.forEach((file, place) => form.append(`file${place}`, file, file.name));
  return ask(path, { method: "POST", body: form });
}
