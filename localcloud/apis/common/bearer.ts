import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request's `Authorization` contains the token. Compares digests, so that the time reveals nothing about the token. */
export function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(/^Bearer +(.+)$/i.exec(header ?? "")?.[1] ?? ""), digest(token)) && token !== "";
}
