import { chainFindings } from "../../../../components/site/rules/judgement";
import { site } from "../../../support/site";

const from = ["203.0.113.0/24"];
const [existing, made] = [{ provider: "existing", address: "203.0.113.7" }, site.host];
const told = (settings: object): string[] =>
  chainFindings({ ...site, lockdown: true, ...settings }).flatMap(({ code, setting }) => (code === "origin-open" ? setting : []));

test("on a machine without a firewall of tlsup's, databases for a few are open to everybody; PostgreSQL keeps to its ranges by itself", () => {
  const services = ["postgresql", "mariadb", "redis"].map((kind) => ({ kind, from }));
  const both = ["services.1.from", "services.2.from"];
  expect(told({ host: existing, services })).toEqual(both);
  expect(told({ host: existing, services, proxy: { provider: "none" } })).toEqual(both);
  expect(told({ host: made, otherHosts: { b: existing }, services })).toEqual(both);
  expect(told({ host: made, services })).toEqual([]);
  expect(told({ host: existing, services: [{ kind: "redis" }, { kind: "mariadb", from: [] }, { kind: "dovecot" }] })).toEqual([]);
});
