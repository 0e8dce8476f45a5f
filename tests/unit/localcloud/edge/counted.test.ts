import { Counted } from "../../../../localcloud/edge/counted";
import { fieldsOf } from "../../../../localcloud/edge/fields";
import { Traffic } from "../../../../localcloud/traffic/traffic";

const visit = { host: "example.test", scheme: "https", address: "192.0.2.1", ray: "0-LOC" } as const;

/** What is counted of one answer. */
function counted({ method = "GET", status = 200, referer = "", head = ["Content-Type", "text/html"], body = 0, zone = "z" }): unknown {
  const traffic = new Traffic();
  const answer = new Counted(traffic, visit, method, fieldsOf(referer === "" ? [] : ["Referer", referer]));
  if (zone !== "") answer.in(zone);
  answer.answered(status, fieldsOf(head));
  answer.sent(body);
  answer.sent(body);
  return traffic.requests
    .in("z")
    .map(({ count, sums, dimensions }) => ({ count, ...sums, status: dimensions.edgeResponseStatus, cache: dimensions.cacheStatus }));
}

test("a head has its status line, its fields with their ends, and an empty line; a body its bytes, unless it is asked for the head alone", () => {
  const bytes = (text: string): number => Buffer.byteLength(`HTTP/1.1 200 OK\r\n${text}\r\n`);
  const plain = { count: 1, visits: 0, status: 200, cache: "none" };
  expect(counted({ head: [] })).toEqual([{ ...plain, edgeResponseBytes: bytes("") }]);
  expect(counted({ head: ["A", "1", "A", "2", "CF-Cache-Status", "HIT"] })).toEqual([
    { ...plain, cache: "hit", edgeResponseBytes: bytes("a: 1\r\na: 2\r\ncf-cache-status: HIT\r\n") },
  ]);
  expect(counted({ head: [], body: 5 })).toEqual([{ ...plain, edgeResponseBytes: bytes("") + 10 }]);
  expect(counted({ head: [], body: 5, method: "HEAD" })).toEqual([{ ...plain, edgeResponseBytes: bytes("") }]);
});

test.each([
  [{}, 1],
  [{ head: ["Content-Type", "text/html; charset=utf-8"] }, 1],
  [{ head: ["Content-Type", "text/css"] }, 0],
  [{ head: [] }, 0],
  [{ status: 404 }, 0],
  [{ referer: "https://example.test/" }, 0],
  [{ referer: "https://other.test/" }, 1],
  [{ referer: "no URL" }, 1],
])("%j is a visit of a page: %d", (answer, visits) => {
  expect(counted(answer)).toMatchObject([{ visits }]);
});

test("an answer before its zone is known is not counted, and neither is what it stops", () => {
  expect(counted({ zone: "", body: 5 })).toEqual([]);
  const traffic = new Traffic();
  const answer = new Counted(traffic, visit, "GET", new Map());
  answer.stopped("block", "ratelimit");
  answer.in("z");
  answer.stopped("managed_challenge", "securitylevel");
  expect(traffic.events.in("z").map(({ dimensions }) => dimensions)).toEqual([
    {
      ...{ clientRequestHTTPHost: "example.test", clientRequestHTTPMethodName: "GET", clientCountryName: "XX" },
      ...{ action: "managed_challenge", source: "securitylevel" },
    },
  ]);
});
