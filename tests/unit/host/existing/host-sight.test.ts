import { imageFault, parseSight, sightEffects } from "../../../../components/host/existing/host-sight";

const output = `system\tdebian
version\t13
architecture\tx86_64
machine\t0123456789abcdef0123456789abcdef
listener\tnginx.service\t80
listener\tnginx.service\t443
listener\tpostgresql@17-main.service\t5432
lineage\tshop.example.com
site\ta.example.com
site\tb.example.com
`;
const sight = parseSight(output);

test("a machine is told from others, and what is on it is a sentence each", () => {
  expect(sight.machine).toBe("0123456789abcdef0123456789abcdef");
  expect(sightEffects(sight, "203.0.113.7")).toEqual([
    "uses the machine at 203.0.113.7, which runs Debian 13; what is on it stays its owner's",
    "finds nginx.service on ports 80 and 443",
    "finds postgresql@17-main.service on port 5432",
    "finds a certificate of certbot: shop.example.com",
    "finds sites of tlsup: a.example.com and b.example.com",
  ]);
});

test("one site and several certificates of certbot are told as that", () => {
  const other = parseSight("lineage\ta.example.com\nlineage\tb.example.com\nsite\ta.example.com\n");
  expect(sightEffects(other, "203.0.113.7").slice(1)).toEqual([
    "finds certificates of certbot: a.example.com and b.example.com",
    "finds a site of tlsup: a.example.com",
  ]);
});

test("of a machine with nothing on it, only what it is is told", () => {
  expect(sightEffects(parseSight("system\tdebian\nversion\t12\narchitecture\tx86_64\nmachine\tab\n"), "203.0.113.7")).toHaveLength(1);
});

test.each([
  ["debian-13-x64", {}, undefined],
  ["debian-13", {}, undefined],
  ["debian-12-x64", {}, 'must run what `image` says, debian-12-x64: it runs debian 13 on x86_64. Write image: "debian-13-x64"'],
  ["debian-13-x64", { architecture: "aarch64" }, "must run Debian 12, Debian 13 or Ubuntu 24.04 on x86_64: it runs debian 13 on aarch64. Use another machine"],
  ["debian-12-x64", { version: "11" }, "must run Debian 12, Debian 13 or Ubuntu 24.04 on x86_64: it runs debian 11 on x86_64. Use another machine"],
  ["ubuntu-24-04-x64", { system: "ubuntu", version: "24.04" }, undefined],
  [
    "debian-12-x64",
    { system: "ubuntu", version: "24.04" },
    'must run what `image` says, debian-12-x64: it runs ubuntu 24.04 on x86_64. Write image: "ubuntu-24-04-x64"',
  ],
  [
    "ubuntu-24-04-x64",
    { system: "ubuntu", version: "22.04" },
    "must run Debian 12, Debian 13 or Ubuntu 24.04 on x86_64: it runs ubuntu 22.04 on x86_64. Use another machine",
  ],
  [
    "debian-12-x64",
    { system: "", version: "" },
    "must run Debian 12, Debian 13 or Ubuntu 24.04 on x86_64: it runs no system that says what it is on x86_64. Use another machine",
  ],
  ["debian-12-x64", { system: "arch", version: "" }, "must run Debian 12, Debian 13 or Ubuntu 24.04 on x86_64: it runs arch on x86_64. Use another machine"],
])("with image %s, a machine that differs by %j: %s", (image, changes, fault) => {
  expect(imageFault({ ...sight, ...changes }, image)).toBe(fault);
});
