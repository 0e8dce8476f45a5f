import { AcmeRefusal } from "../acme-error";
import { parseProblem, type Problem } from "../problem";
import { retryAfter } from "../retry-after";
import type { HttpAnswer } from "./http";

/** Returns an answer of a request that succeeded, and throws `AcmeRefusal` for any other. `action` continues "Cannot" in the error. */
export function succeeded(answer: HttpAnswer, action: string): HttpAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw refusal(action, answer);
}

export function refusal(action: string, answer: HttpAnswer): AcmeRefusal {
  const asked = retryAfter(answer.headers["retry-after"], Date.now());
  return new AcmeRefusal(action, [problemIn(answer)], answer.status, asked === undefined ? undefined : new Date(Date.now() + asked).toISOString());
}

export function problemIn({ status, body }: HttpAnswer): Problem {
  return parseProblem(jsonIn(body), `HTTP status ${status} without a reason`);
}

/** The value of a body in JSON; undefined for any other. */
export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
