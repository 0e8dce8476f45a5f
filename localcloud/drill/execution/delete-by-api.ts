/** Deletes something by a vendor's API, over HTTP: this process may not trust the local cloud's root. */
export async function deleteByApi(url: string, token: string): Promise<void> {
  const response = await fetch(url.replace(/^https:/, "http:"), { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${url} must be deleted: it answers ${response.status} ${await response.text()}`);
}
