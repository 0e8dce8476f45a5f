import { aptMachine } from "../../../../localcloud/image/apt";
import { hostRecipe, imageReference } from "../../../../localcloud/image/recipe";
import { sourcesList } from "../../../../localcloud/image/system";

const debian12 = `Types: deb
# a comment
URIs: http://mirror.example.test/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example.test/debian-security/
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
const canonical = { archive: "http://deb.debian.org/debian", security: "http://deb.debian.org/debian-security", settings: [] };

describe("a host's apt", () => {
  it("uses the machine's mirror in deb822 style", () => {
    expect(aptMachine([debian12], "")).toEqual({
      archive: "http://mirror.example.test/debian",
      security: "http://mirror.example.test/debian-security",
      settings: [],
    });
  });

  it("uses the machine's mirror in one-line style, with options and comments", () => {
    const list =
      "# deb http://old.example.test/debian buster main\ndeb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] " +
      "https://one.example.test/debian bookworm main contrib # here\ndeb-src https://src.example.test/debian bookworm main\n";
    expect(aptMachine([list], "")).toEqual({ ...canonical, archive: "https://one.example.test/debian" });
  });

  it.each([
    ["without sources", ""],
    ["of Ubuntu", "deb http://archive.ubuntu.com/ubuntu noble main"],
    [
      "with third parties only",
      "deb https://packages.example.test/php bookworm main\ndeb [signed-by=/etc/apt/keyrings/them.gpg] https://them.example.test/debian bookworm main",
    ],
    ["with a list of mirrors", "deb mirror+file:/etc/apt/mirrors/debian.list bookworm main"],
    ["with the source switched off", debian12.replace(/^Types/gm, "Enabled: no\nTypes")],
  ])("uses Debian's own address on a machine %s", (_, sources) => {
    expect(aptMachine([sources], "")).toEqual(canonical);
  });

  it("inherits how the machine reaches its mirror, except a proxy that only the machine itself reaches", () => {
    const config = [
      'APT::Architecture "amd64";',
      'Acquire::Check-Valid-Until "false";',
      'Acquire::http::Proxy "http://127.0.0.1:3142";',
      'Acquire::https::Proxy "http://proxy.example.test:3128";',
      "",
    ].join("\n");
    expect(aptMachine([], config).settings).toEqual(['Acquire::Check-Valid-Until "false";', 'Acquire::https::Proxy "http://proxy.example.test:3128";']);
  });

  it("has the suite, its updates and its security updates", () => {
    expect(sourcesList("debian-12", aptMachine([debian12], ""))).toBe(
      "deb http://mirror.example.test/debian bookworm main\ndeb http://mirror.example.test/debian bookworm-updates main\ndeb " +
        "http://mirror.example.test/debian-security bookworm-security main\n",
    );
  });
});

describe("the image", () => {
  const recipe = hostRecipe("debian-12", canonical);

  it("is named by its recipe: the same for the same, another for another", () => {
    expect(imageReference(hostRecipe("debian-12", canonical))).toBe(imageReference(recipe));
    expect(imageReference(recipe)).toMatch(/^localhost\/tlsup-host:[0-9a-f]{12}$/);
    expect(imageReference({ ...recipe, packages: [...recipe.packages, "nginx"] })).not.toBe(imageReference(recipe));
  });

  it("has what a droplet of Debian has, and no web server", () => {
    expect(recipe.packages).toEqual(
      expect.arrayContaining(["systemd-sysv", "openssh-server", "cloud-init", "python3", "curl", "ca-certificates", "unattended-upgrades"]),
    );
    expect(recipe.packages).not.toContain("nginx");
  });

  it("has the machine's mirror for each Debian, and Ubuntu's own address with Ubuntu's own keys", () => {
    const mirrored = aptMachine([debian12], "");
    expect(hostRecipe("debian-13", mirrored)).toMatchObject({ suite: "trixie", mirror: "http://mirror.example.test/debian" });
    expect(hostRecipe("debian-13", mirrored)).not.toHaveProperty("keyring");
    expect(hostRecipe("ubuntu-24.04", mirrored)).toMatchObject({
      suite: "noble",
      mirror: "http://archive.ubuntu.com/ubuntu",
      keyring: { path: "usr/share/keyrings/ubuntu-archive-keyring.gpg" },
    });
    expect(sourcesList("ubuntu-24.04", mirrored)).toBe(
      "deb http://archive.ubuntu.com/ubuntu noble main universe\ndeb http://archive.ubuntu.com/ubuntu noble-updates main universe\n" +
        "deb http://security.ubuntu.com/ubuntu noble-security main universe\n",
    );
  });

  it("takes no identity with it", () => {
    expect(recipe.removals).toEqual(expect.arrayContaining(["etc/ssh/ssh_host_*", "etc/hostname", "var/lib/dbus/machine-id"]));
  });
});
