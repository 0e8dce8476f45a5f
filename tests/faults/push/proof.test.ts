import { remove } from "../../../components/release/push/execution/push";
import { Host, leafOf, served } from "../../support/hosts";
import { SiteInForce } from "../../support/site-in-force";

const domain = "blog.proof.test";
const limit = 180_000;

let host: Host;
let site: SiteInForce;

const nginx = "/etc/systemd/system/nginx.service.d/zz-fault.conf";
const reloadBy = (command: string): string =>
  `mkdir -p $(dirname ${nginx}); printf '[Service]\\nExecReload=\\nExecReload=%s\\n' '${command}' > ${nginx}; systemctl daemon-reload`;
const reloadAsEver = `rm -f ${nginx}; systemctl daemon-reload`;

beforeAll(async () => {
  host = await Host.boot("proof");
  site = await SiteInForce.on(host, domain);
}, limit);
afterAll(() => host.remove(), limit);
afterEach(async () => expect(await host.leaks()).toEqual([]));

test(
  "a configuration that the server's own check refuses is told in the server's words, and what is in force is not touched",
  async () => {
    const release = await site.next();
    const broken = { ...release, files: { ...release.files, "nginx/site.conf": `${release.files["nginx/site.conf"] ?? ""}listne 80;\n` } };
    await site.expectKept(
      { release: broken, word: /unknown directive "listne" in .*tlsup-blog\.proof\.test\.conf:\d+.*What the host serves was not touched/ },
      release,
    );
  },
  limit,
);

test(
  "a configuration that was broken before the push is named with its file, and refuses the push",
  async () => {
    const file = "/etc/nginx/conf.d/somebody.conf";
    await site.expectKept({ place: `echo 'serve {' > ${file}`, repair: `rm ${file}`, word: /before.*\/etc\/nginx\/conf\.d\/somebody\.conf/ });
  },
  limit,
);

describe("a reload says 0, and the old certificate is served", () => {
  test(
    "as nothing was reloaded: it is rolled back",
    async () => {
      await site.expectKept({
        place: reloadBy("/bin/true"),
        repair: reloadAsEver,
        word: /nginx\.service has not taken the new configuration up, for \d+ seconds.*rolled back/,
      });
    },
    limit,
  );

  test(
    "by new workers: its fingerprint tells, and it is rolled back",
    async () => {
      const release = await site.next();
      const current = `/opt/tlsup/${domain}/current`;
      const inForce = await host.run(`readlink ${current}`);
      // nginx reads while the link leads to the old release.
      const script = `#!/bin/sh\nnow=$(readlink ${current}); ln -sfn ${inForce} ${current}; kill -HUP $MAINPID; sleep 1; ln -sfn $now ${current}\n`;
      const place = `base64 -d <<< ${Buffer.from(script).toString("base64")} > /root/reload; chmod +x /root/reload; ${reloadBy("/root/reload")}`;
      await site.expectKept({
        release,
        place,
        repair: reloadAsEver,
        word: new RegExp(`the certificate served.*SHA-256 ${leafOf(site.release)} instead of ${leafOf(release)}.*rolled back`),
      });
    },
    limit,
  );

  test(
    "by old workers beside the new ones: it is rolled back",
    async () => {
      await site.expectKept({
        place: "pkill -STOP -f '^nginx: worker process$'",
        repair: "pkill -CONT -f '^nginx: worker process'",
        word: /the process \d+ \(nginx: worker process\) still serves what was before, after \d+ seconds.*rolled back/,
      });
    },
    limit,
  );
});

test(
  "a site of the host's owner that takes the visitors of the host's address is told by its certificate, and the new site is rolled back",
  async () => {
    const [name, file] = ["second.proof.test", "/etc/nginx/conf.d/owner.conf"];
    const release = await site.next(name, { port: 8003 });
    const certificate = `ssl_certificate /opt/tlsup/${domain}/current/tls/fullchain.pem; ssl_certificate_key /opt/tlsup/${domain}/current/tls/privkey.pem;`;
    await host.run(`echo 'server { listen ${host.address}:443 ssl; server_name owner.test; ${certificate} }' > ${file}; systemctl reload nginx`);
    const message = await host.refusal(release);
    expect(message).toMatch(new RegExp(`for ${name} on port 443 of ${host.address} has the SHA-256 ${leafOf(site.release)} instead of .*rolled back`));
    expect(await host.run("ls /opt/tlsup")).not.toContain(name);
    await host.run(`rm ${file}; systemctl reload nginx`);
    await host.push(release);
    expect(await served(host.address, name)).toBe(leafOf(release));
    await remove(host.destination, release);
  },
  limit,
);

describe("an application that does not answer as it should", () => {
  const application = (answer: string): string => `import http.server, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ${answer}

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
`;

  test(
    "a release that does not prove itself by a deadline is rolled back, and the host serves what it served before",
    async () => {
      const sites = [
        ["fails.proof.test", 8001, "self.send_error(500)", /answered 500 instead of a status below 500/],
        ["hangs.proof.test", 8002, "time.sleep(600)", /answered (nothing|504)/],
      ] as const;
      // Side by side, as each takes as long as the deadline.
      await Promise.all(
        sites.map(async ([name, port, answer, word]) => {
          const good = await site.next(name, { port });
          await host.push(good);
          const bad = await site.next(name, { port });
          const message = await host.refusal({ ...bad, files: { ...bad.files, "application/demo.py": application(answer) } });
          expect(message).toMatch(word);
          expect(message).toMatch(/for \d+ seconds.*rolled back/);
          expect(await served(host.address, name)).toBe(leafOf(good));
          expect(await host.run(`curl --silent --insecure --fail --resolve ${name}:443:127.0.0.1 https://${name}/`)).toContain("Hello");
          await host.push(bad);
          expect(await served(host.address, name)).toBe(leafOf(bad));
        }),
      );
      expect(await host.run("find /opt/tlsup -name '*tlsup-new' -o -name '.staging*'")).toBe("");
    },
    limit,
  );
});

test(
  "a rollback that fails is critical, and the folder of the release that was in force is named",
  async () => {
    const release = await site.next();
    const folder = `/opt/tlsup/${domain}`;
    const before = await host.run(`readlink ${folder}/current`);
    // The reload fails, and from then on the site's folder cannot be written to.
    await host.run(
      `printf '#!/bin/sh\\nmount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}\\nexit 1\\n' > /root/reload; ` +
        `chmod +x /root/reload; ${reloadBy("/root/reload")}`,
    );
    const message = await host.refusal(release);
    expect(message).toMatch(/CRITICAL/);
    expect(message).toContain(`${folder}/${before}`);
    await site.expectServed();
    expect(await host.run(`openssl x509 -in ${folder}/${before}/tls/fullchain.pem -outform DER | sha256sum`)).toContain(leafOf(site.release));
    await host.run(`umount ${folder}; ${reloadAsEver}`);
    await site.renew(release);
  },
  limit,
);
