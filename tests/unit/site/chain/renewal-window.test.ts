import { renewalState, type Renewer } from "../../../../components/site/chain/renewal-window";

const start = Date.parse("2026-01-01T00:00:00.000Z");
const day = 24 * 3600 * 1000;
const at = (days: number): string => new Date(start + days * day).toISOString();

/** The state of a certificate of so many days, with so many days left. */
function state(renewer: Renewer, lifetime: number, left: number, renewAt?: string): string {
  return renewalState(
    renewer,
    { notBefore: at(0), notAfter: at(lifetime), ...(renewAt !== undefined && { renewAt }) },
    new Date(start + (lifetime - left) * day),
  );
}

const moment = 1 / day;

test.each<[Renewer, lifetime: number, due: number, overdue: number]>([
  ["self-signed", 365, 30, 10],
  ["self-signed", 30, 10, 10 / 3],
  ["self-signed", 1, 1 / 3, 1 / 9],
  ["origin-ca", 5475, 30, 10],
  ["origin-ca", 7, 7 / 3, 7 / 9],
  ["lets-encrypt", 90, 30, 10],
  ["lets-encrypt", 45, 15, 5],
  ["lets-encrypt", 6, 3, 1],
  ["agent of lets-encrypt", 90, 15, 10],
  ["agent of lets-encrypt", 6, 1.5, 1],
  ["agent of self-signed", 365, 15, 10],
  ["agent of self-signed", 1, 1 / 6, 1 / 9],
  ["certbot", 90, 27, 10],
  ["provided", 365, 30, 10],
  ["provided", 60, 20, 20 / 3],
  ["edge", 90, 15, 10],
])("%s, %d days: due with %d days left, overdue with %d", (renewer, lifetime, due, overdue) => {
  expect(state(renewer, lifetime, lifetime)).toBe("not-due");
  expect(state(renewer, lifetime, due + 0.01)).toBe("not-due");
  expect(state(renewer, lifetime, due - 0.01)).toBe("due");
  expect(state(renewer, lifetime, overdue + 0.01)).toBe("due");
  expect(state(renewer, lifetime, overdue - 0.01)).toBe("overdue");
  expect(state(renewer, lifetime, 0)).toBe("overdue");
  expect(state(renewer, lifetime, -moment)).toBe("expired");
  expect(state(renewer, lifetime, lifetime + moment)).toBe("not-yet-valid");
});

test("an instant that was decided when the certificate was made counts instead of the rule", () => {
  expect(state("lets-encrypt", 90, 46, at(45))).toBe("not-due");
  expect(state("lets-encrypt", 90, 45, at(45))).toBe("due");
  expect(state("lets-encrypt", 90, 15, at(45))).toBe("overdue");
});

test("of the Origin CA only an earlier instant counts: a later one is the order's that an interrupted renewal left", () => {
  expect(state("origin-ca", 365, 41, at(325))).toBe("not-due");
  expect(state("origin-ca", 365, 39, at(325))).toBe("due");
  expect(state("origin-ca", 365, 31, at(700))).toBe("not-due");
  expect(state("origin-ca", 365, 29, at(700))).toBe("due");
});
