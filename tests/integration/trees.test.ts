import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { changeKeys } from "../../components/host/login/execution/change-keys";
import { findRelease } from "../../components/release/push/execution/find-release";
import { push } from "../../components/release/push/execution/push";
import { releaseProvider, type ReleaseOutputs } from "../../components/release/push/execution/release-provider";
import { siteFolder, type Release, type Tree } from "../../components/release/common/release";
import { readTree } from "../../components/release/trees/execution/read-tree";
import { placeCommand } from "../../components/release/trees/placement";
import { treeOf } from "../../components/release/trees/tree";
import { asset } from "../../components/shared/execution/asset";
import type { Destination } from "../../components/shared/destination";
import { withSession } from "../../components/shared/execution/ssh";
import { Droplet } from "../support/droplets";
import { nginxRelease } from "../support/release";

const domain = "trees.example.test";
const trees = `${siteFolder(domain)}/trees`;

/** What becomes of a folder that a site ships, on a host. */
describe("a folder of a release", () => {
  let droplet: Droplet;
  let destination: Destination;
  let base: Release;
  const folder = mkdtempSync(join(tmpdir(), "tlsup-trees-"));

  beforeAll(async () => {
    droplet = await Droplet.create("trees");
    destination = await droplet.destination();
    base = await nginxRelease(domain);
  });

  afterAll(async () => {
    await droplet.remove();
    rmSync(folder, { recursive: true });
  });

  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const tree = (): Tree => treeOf(folder, readTree(folder, "directory").entries ?? []);
  const release = (): Release => {
    const files = Object.fromEntries(Object.entries(base.files).filter(([path]) => path !== "site/index.html"));
    return { ...base, files, trees: { site: tree() } };
  };
  const pushed = async (): Promise<ReleaseOutputs> => ({ ...destination, ...release(), ...(await push(destination, release())), machine: "1", drift: [] });
  const get = (path: string): Promise<string> => droplet.run(`curl --silent --insecure --fail --resolve ${domain}:443:127.0.0.1 https://${domain}${path}`);
  const links = (path: string): Promise<string> => droplet.run(`stat --format '%h %Y' ${siteFolder(domain)}/current/site/${path}`);
  const drift = async (known: ReleaseOutputs): Promise<readonly string[]> => (await releaseProvider.read("", known)).props.drift;

  test("is served, with its modes and its links, whatever its files are called", async () => {
    for (let index = 0; index < 300; index += 1) write(`pages/${index}.html`, `page ${index}`);
    write("index.html", "first");
    write("-f", "a name like an option");
    write("-", "a name like standard input");
    write("with space & 'quote'/ü.html", "odd");
    write(`${"long/".repeat(60)}end.html`, "far");
    write("empty.html", "");
    write("tool", "#!/bin/sh\n");
    chmodSync(join(folder, "tool"), 0o700);
    symlinkSync("pages/7.html", join(folder, "seven.html"));
    await pushed();
    expect(await get("/")).toBe("first");
    expect(await get("/pages/299.html")).toBe("page 299");
    expect(await get("/-")).toBe("a name like standard input");
    expect(await get("/with%20space%20%26%20%27quote%27/%C3%BC.html")).toBe("odd");
    expect(await get(`/${"long/".repeat(60)}end.html`)).toBe("far");
    expect(await get("/seven.html")).toBe("page 7");
    expect(await droplet.run(`cd ${siteFolder(domain)}/current/site && stat --format '%a %U' tool index.html`)).toBe("755 root\n644 root");
  }, 180_000);

  test("has drifted by nothing, and is asked for by nothing more, when it did not change", async () => {
    const known = await pushed();
    expect(await drift(known)).toEqual([]);
    expect(await droplet.run(`find ${trees} -mindepth 1 -maxdepth 1 -type d | wc -l`)).toBe("1");
  });

  test("shares what did not change with the one before, time and all, and has lost what was removed", async () => {
    const before = await links("pages/5.html");
    write("index.html", "other");
    write("added/page.html", "new");
    rmSync(join(folder, "pages/9.html"));
    await pushed();
    expect(await get("/")).toBe("other");
    expect(await get("/added/page.html")).toBe("new");
    expect(await links("pages/5.html")).toBe(before.replace(/^1 /, "2 "));
    expect(await links("index.html")).toMatch(/^1 /);
    await expect(get("/pages/9.html")).rejects.toThrow();
  });

  test("may turn a folder into a file and a file into a folder", async () => {
    rmSync(join(folder, "added"), { recursive: true });
    write("added", "a file now");
    rmSync(join(folder, "empty.html"));
    write("empty.html/index.html", "a folder now");
    await pushed();
    expect(await get("/added")).toBe("a file now");
    expect(await get("/empty.html/index.html")).toBe("a folder now");
  });

  test("drifts by what was changed, removed, added or made executable by hand, and a push puts it back", async () => {
    const known = await pushed();
    await droplet.run(
      `cd ${siteFolder(domain)}/current/site/ && echo >> pages/1.html && rm pages/2.html && touch pages/intruder.php && chmod 755 pages/3.html && ` +
        "ln -sfn pages/8.html seven.html",
    );
    expect(await drift(known)).toEqual([
      "site/pages/1.html was changed",
      "site/pages/3.html was changed",
      "site/seven.html was changed",
      "site/pages/intruder.php is not tlsup's",
      "site/pages/2.html is missing",
    ]);
    const again = await pushed();
    expect(await drift(again)).toEqual([]);
    expect(await get("/pages/2.html")).toBe("page 2");
    expect(await droplet.run(`find ${trees} -name '.?*' ! -name .lock`)).toBe("");
  });

  test("is served as it was changed by hand until a push that puts it back is proven", async () => {
    const served = `${siteFolder(domain)}/current/site/`;
    await droplet.run(`echo tampered > ${served}pages/6.html`);
    const before = await droplet.run(`stat --dereference --format %i ${served}`);
    await expect(push(destination, { ...release(), checks: [["false"]] })).rejects.toThrow(/What the host serves was not touched/);
    expect(await get("/pages/6.html")).toBe("tampered");
    expect(await droplet.run(`stat --dereference --format %i ${served}`)).toBe(before);
    const known = await pushed();
    expect(await get("/pages/6.html")).toBe("page 6");
    expect(await drift(known)).toEqual([]);
    expect((await pushed()).drift).toEqual([]);
    expect(await droplet.run(`basename $(readlink -f ${served})`)).toBe(await droplet.run(`cut -f2 ${siteFolder(domain)}/current/.tlsup/trees`));
  });

  test("never takes over from the one before what was changed there by hand", async () => {
    await droplet.run(`cd ${siteFolder(domain)}/current/site/ && echo tampered > pages/4.html`);
    write("index.html", "third");
    await pushed();
    expect(await get("/pages/4.html")).toBe("page 4");
  });

  test("is refused when it is not any more what it was when the release was planned", async () => {
    const planned = release();
    const late = { ...planned, trees: { site: { ...tree(), digest: "ab".repeat(32) } } };
    await expect(push(destination, late)).rejects.toThrow(
      `Cannot send the folder ${folder} as it must be what it was when the release was planned: it has changed since`,
    );
    renameSync(folder, `${folder}-away`);
    await expect(push(destination, late)).rejects.toThrow(/it must be what it was/);
    renameSync(`${folder}-away`, folder);
    expect(await get("/")).toBe("third");
    expect(await droplet.run(`ls -A ${trees} | grep incoming || true`)).toBe("");
  });

  test("is refused by the host when it does not arrive whole", async () => {
    const script = asset("release/trees/trees.sh");
    const { digest } = treeOf(folder, [{ kind: "file", path: "a", executable: false, size: 1, sha256: "00".repeat(32) }]);
    const manifest = `a\t644\t1\t${"00".repeat(32)}\n`;
    const sent = async (list: string): Promise<string> =>
      withSession(destination, 30_000, async (session) => {
        const { code, stderr } = await session.dialogue(placeCommand(script, domain, digest), async (lines, write) => {
          expect((await lines.next()).value).toBe("wanted");
          await write(Buffer.from(`${manifest.length}\n${list}`));
        });
        return `${code} ${stderr.trim().split("\n").at(-1)}`;
      });
    expect(await sent(manifest.slice(0, 20))).toBe("1 the list of files did not arrive whole");
    expect(await sent(manifest)).toBe("1 the files could not be unpacked");
    expect(await droplet.run(`ls -A ${trees} | grep -e incoming -e ${digest} || true`)).toBe("");
  });

  test("is tidied up when no release leads to it any more", async () => {
    for (const page of ["4", "5"]) {
      write("index.html", page);
      await pushed();
    }
    await droplet.run(`touch -d '2 hours ago' ${trees}/*/`);
    write("index.html", "last");
    await pushed();
    const kept = await droplet.run(`cd ${siteFolder(domain)}/releases; for release in */.tlsup/sequence; do cut -f2 "\${release%/*}/trees"; done | sort -u`);
    expect(await droplet.run(`cd ${trees} && printf '%s\\n' */ | tr -d /`)).toBe(kept);
    expect(await get("/")).toBe("last");
  });

  test("is received under a lock that only root can open, whatever mode an earlier push gave it", async () => {
    write("index.html", "locked");
    await pushed();
    expect(await droplet.run(`stat --format '%a %U' ${trees}/.lock; chmod 0644 ${trees}/.lock`)).toBe("600 root");
    await pushed();
    expect(await droplet.run(`stat --format '%a %U' ${trees}/.lock`)).toBe("600 root");
  });

  test("is not tidied up while one is received; what a killed push has left goes later", async () => {
    const old = ["aa".repeat(32), `.incoming-${"bb".repeat(32)}`];
    const left = (): Promise<string> => droplet.run(`cd ${trees} && ls -Ad ${old.join(" ")} 2> /dev/null || true`);
    const without = (page: string): Promise<unknown> => push(destination, { ...base, files: { ...base.files, "site/index.html": page } });
    await droplet.run(
      `cd ${trees} && mkdir ${old.join(" ")} && touch -d '2 hours ago' ${old.join(" ")} && systemd-run --quiet --unit hold flock ${trees}/.lock sleep 600 && ` +
        "while flock --nonblock .lock true; do sleep 0.1; done",
    );
    await without("while");
    expect((await left()).split("\n").toSorted()).toEqual(old.toSorted());
    await droplet.run("systemctl stop hold");
    await without("after");
    expect(await left()).toBe("");
  });

  test("stands beside five megabytes of configuration", async () => {
    const text = "# generated\n".repeat(440_000);
    await push(destination, {
      ...release(),
      files: { ...release().files, "nginx/generated.conf": text },
      links: { ...base.links, "/etc/nginx/conf.d/generated.conf": "nginx/generated.conf" },
    });
    expect(await droplet.run("stat --dereference --format %s /etc/nginx/conf.d/generated.conf")).toBe(String(text.length));
  });

  test("is no less whole, no key of another's is lost, and a release can be imported, where root's .bashrc prints", async () => {
    const keys = (): Promise<string> => droplet.run("cat /root/.ssh/authorized_keys");
    await droplet.run(`sed -i '1i echo Welcome; printf "to this host"' /root/.bashrc; echo '# of another' >> /root/.ssh/authorized_keys`);
    write("welcome.html", "welcome");
    expect(await drift(await pushed())).toEqual([]);
    const [before, user] = [await keys(), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f someone"];
    expect(before).toContain("# of another");
    await changeKeys(destination, { userKeys: [user] });
    expect(await keys()).toBe(`${before}\n${user} #tlsup`);
    await changeKeys(destination, { userKeys: [] });
    expect(await keys()).toBe(before);
    expect(await findRelease(destination, domain)).toMatchObject({ release: { site: domain, domain } });
    await droplet.run("sed -i 1d /root/.bashrc");
  });
});
