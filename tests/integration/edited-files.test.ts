import { push, remove } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import type { ServiceSettings } from "../../components/service/services";
import { Droplet, type KeyedDestination } from "../support/droplets";
import { releaseOf } from "../support/service-host";

const domain = "edited.example.test";
const main = "/etc/postfix/main.cf";

describe("a file of a service's that tlsup adds to, and its owner or a tool edits", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;
  const send = async (...services: readonly ServiceSettings[]): ReturnType<typeof push> => push(destination, await releaseOf(domain, services));
  const gone = (): Promise<void> => remove(destination, { site: domain, domain, aliases: {} });

  beforeAll(async () => {
    droplet = await Droplet.create("edited-files");
    destination = await droplet.destination();
    await droplet.run(
      "export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && apt-get install -qy --no-install-recommends postfix vsftpd > /dev/null",
    );
  }, 240_000);
  afterAll(() => droplet.remove());

  test("comes back also where no push came in between: the copy is in the site's folder, or beside the file once the site is gone", async () => {
    const edit = "postconf -e message_size_limit=7654321";
    const state = `sha256sum ${main}; stat --format '%F %a %U' ${main}; ls /etc/postfix`;
    const original = await droplet.run(state);
    const without = await releaseOf(domain, [{ kind: "vsftpd" }]);
    await send({ kind: "postfix" });
    await droplet.run(edit);
    const unproven = { ...without, probes: [...without.probes, { ...without.probes[0], port: 4444 }] } as Release;
    await expect(push(destination, unproven)).rejects.toThrow(/It was rolled back/);
    expect(await droplet.run(`stat --format %F ${main}; ls /opt/tlsup/${domain}/before/etc/postfix`)).toBe("symbolic link\nmain.cf\nmaster.cf");
    await droplet.run(edit);
    await push(destination, without);
    expect(await droplet.run(state)).toBe(original);
    expect(await droplet.run(`postconf -c /opt/tlsup/${domain}/edited/etc/postfix -h message_size_limit; ls /opt/tlsup/${domain}/edited/etc/postfix`)).toBe(
      "7654321\nmain.cf",
    );
    await send({ kind: "postfix" });
    await droplet.run(edit);
    await gone();
    expect(await droplet.run(`grep ^message_size_limit ${main}.tlsup-edited; rm ${main}.tlsup-edited; ls -d /opt/tlsup 2> /dev/null || true`)).toBe(
      "message_size_limit = 7654321",
    );
    expect(await droplet.run(state)).toBe(original);
  }, 240_000);

  test("comes back as the relative link that it was, and each push adds to what that leads to", async () => {
    await droplet.run(`mkdir /srv/config; mv ${main} /srv/config/; ln -s ../../srv/config/main.cf ${main}`);
    await send({ kind: "postfix" });
    await droplet.run("echo message_size_limit = 7654321 >> /srv/config/main.cf");
    await send({ kind: "postfix" });
    expect(await droplet.run("postconf -h message_size_limit")).toBe("7654321");
    await droplet.run("mv /srv/config/main.cf /srv/main.cf");
    await expect(send({ kind: "postfix" })).rejects.toThrow(`${main} was a link to /srv/config/main.cf, where no file is. What the host serves`);
    await droplet.run("mv /srv/main.cf /srv/config/");
    await gone();
    expect(await droplet.run(`readlink ${main}; mv -f /srv/config/main.cf ${main}; sed -i '$d' ${main}; ls /etc/postfix | grep tlsup || true`)).toBe(
      "../../srv/config/main.cf",
    );
  }, 240_000);

  test("keeps what Postfix is as a client, where that refers to what tlsup sets for the server", async () => {
    const client = ["cert_file", "key_file", "protocols", "mandatory_protocols"].map((name) => `smtp_tls_${name}`);
    const [certificate = "", ...others] = client;
    const referring = others.map((name) => `'${name} = $${name.replace("smtp", "smtpd")}'`).join(" ");
    await droplet.run(
      `cp /etc/ssl/certs/ssl-cert-snakeoil.pem /etc/postfix/
      postconf -e 'smtpd_tls_cert_file = $config_directory/ssl-cert-snakeoil.pem'
      postconf -e 'own_cert = $smtpd_tls_cert_file' '${certificate} = $own_cert' ${referring}; postconf -P -e 'smtp/unix/${certificate}=$own_cert'`,
    );
    const asClient = `postconf -xh ${client.join(" ")}; postconf -Pxh smtp/unix/${certificate}`;
    const before = await droplet.run(asClient);
    expect(before).toContain("/etc/postfix/ssl-cert-snakeoil.pem");
    await send({ kind: "postfix", tls: "modern" });
    expect(await droplet.run(asClient)).toBe(before);
    await gone();
  }, 240_000);

  test("admits no older TLS than the site's by a setting of its owner's for one listener", async () => {
    await droplet.run(
      `postconf -M -e 'submission/inet=submission inet n - y - - smtpd' 'smtps/inet=smtps inet n - y - - smtpd'
      postconf -P -e smtp/inet/smtpd_tls_protocols='>=TLSv1' {submission,smtps}/inet/smtpd_tls_mandatory_protocols='>=TLSv1.2'`,
    );
    await send({ kind: "postfix", tls: "modern" });
    const shakeHands = (version: string): Promise<string> =>
      droplet.run(
        `for port in "465" "587 -starttls smtp"; do openssl s_client ${version} -connect 127.0.0.1:$port < /dev/null 2>&1 | grep -o 'Cipher is .*'; done`,
      );
    expect(await shakeHands("-tls1_2")).toBe("Cipher is (NONE)\nCipher is (NONE)");
    expect(await shakeHands("-tls1_3")).toMatch(/^Cipher is TLS_.*\nCipher is TLS_.*$/);
    expect(await droplet.run("postconf -Ph smtp/inet/smtpd_tls_protocols")).toBe(">=TLSv1.2");
    await gone();
  }, 240_000);

  test("a file that a tool wrote in the place of tlsup's link keeps no renewal and no push, where the server ran before", async () => {
    const path = "/etc/vsftpd.conf";
    const original = await droplet.run(`sha256sum ${path}`);
    const edit = `sed -i 's/^#write_enable=.*/write_enable=YES/' ${path}; stat --format %F ${path}`;
    await send({ kind: "vsftpd" });
    expect(await droplet.run(edit)).toBe("regular file");
    await droplet.run(`bash /opt/tlsup/${domain}/current/.tlsup/activate renew /opt/tlsup/${domain}`);
    expect(await droplet.run(edit)).toBe("regular file");
    await send({ kind: "vsftpd" });
    expect(await droplet.run(`stat --format %F ${path}; grep ^write_enable /opt/tlsup/${domain}/edited${path}`)).toBe("symbolic link\nwrite_enable=YES");
    await gone();
    expect(await droplet.run(`sha256sum ${path}`)).toBe(original);
  }, 240_000);

  test("a changed vsftpd.conf is refused with its unit while that runs, and taken over once it is stopped, beside a Postfix that runs", async () => {
    const path = "/etc/vsftpd.conf";
    await droplet.run(`cp ${path} /root; sed -i 's/^#write_enable=.*/write_enable=YES/' ${path}; systemctl restart vsftpd`);
    await expect(send({ kind: "vsftpd" }, { kind: "postfix" })).rejects.toThrow(
      `${path} is the configuration of the owner of this host: it was changed, and vsftpd.service, which reads it, ran before the first site of tlsup. What`,
    );
    await droplet.run("systemctl stop vsftpd");
    await send({ kind: "vsftpd" }, { kind: "postfix" });
    await gone();
    await droplet.run(`grep ^write_enable=YES ${path}; cp /root/vsftpd.conf ${path}; systemctl start vsftpd`);
  }, 240_000);
});
