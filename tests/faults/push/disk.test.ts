import { Host } from "../../support/hosts";
import { Injector, kill } from "../../support/injector";
import { SiteInForce } from "../../support/site-in-force";

const domain = "blog.disk.test";
const limit = 180_000;

let host: Host;
let injector: Injector;
let site: SiteInForce;

beforeAll(async () => {
  host = await Host.boot("disk");
  injector = await Injector.install(host);
  site = await SiteInForce.on(host, domain);
}, limit);
afterAll(() => host.remove(), limit);
afterEach(async () => expect(await host.leaks()).toEqual([]));

describe("a full file system", () => {
  const small = (options: string, fill: string): string =>
    `cp --archive /opt/tlsup /root/kept && mount -t tmpfs -o ${options} tmpfs /opt/tlsup && cp --archive /root/kept/. /opt/tlsup/ && ${fill}`;
  const away = "umount /opt/tlsup; rm -r /root/kept";

  test(
    "a full disk is named with its place, and what is in force is not touched",
    async () => {
      await site.expectKept({
        place: small("size=8m", "dd if=/dev/zero of=/opt/tlsup/ballast bs=4k status=none || true; truncate --size=-8k /opt/tlsup/ballast"),
        repair: away,
        word: /disk full.*\/opt\/tlsup/,
      });
    },
    limit,
  );

  test(
    "no inode is left: likewise",
    async () => {
      await site.expectKept({
        place: small(
          "nr_inodes=1000",
          "mkdir /opt/tlsup/ballast; for i in $(seq 1000); do : > /opt/tlsup/ballast/$i || break; done 2> /dev/null; rm /opt/tlsup/ballast/1",
        ),
        repair: away,
        word: /disk full.*\/opt\/tlsup/,
      });
    },
    limit,
  );

  test(
    "it fills up while the release arrives: likewise",
    async () => {
      const steps = await injector.trace(() => site.renew());
      const fill = 'tar() { dd if=/dev/zero of=/opt/tlsup/ballast bs=4k status=none; command tar "$@"; local code=$?; rm /opt/tlsup/ballast; return $code; }';
      await injector.arm(
        steps.find(({ key }) => key.includes("tar --extract"))!,
        fill,
      );
      await site.expectKept({ place: small("size=8m", "true"), repair: away, word: /disk full.*\/opt\/tlsup/ });
      expect(await injector.disarm()).toBe(true);
    },
    limit,
  );

  test(
    "no link can be placed: the push is rolled back",
    async () => {
      const place =
        "cp --archive /etc/nginx/conf.d /root/kept && mount -t tmpfs -o nr_inodes=10 tmpfs /etc/nginx/conf.d && cp --archive /root/kept/. " +
        "/etc/nginx/conf.d/ && for i in $(seq 10); do : > /etc/nginx/conf.d/$i || break; done 2> /dev/null";
      const repair = "umount /etc/nginx/conf.d; rm -r /root/kept";
      await site.expectKept({ place, repair, word: /disk full.*\/etc\/nginx\/conf\.d/, release: await site.next("second.disk.test", { port: 8001 }) });
    },
    limit,
  );
});

test(
  "a push that was cut short after the swap, and cannot be undone, is not called proven, and the next one begins by undoing it",
  async () => {
    const folder = `/opt/tlsup/${domain}`;
    const steps = await injector.trace(() => site.renew());
    await injector.arm(
      steps.find(({ key }) => / settle .* systemctl /.test(key))!,
      `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}; ${kill}`,
    );
    expect(await host.refusal(await site.next())).toContain("CRITICAL: it was cut short, and what it said after that is lost");
    expect(await injector.disarm()).toBe(true);
    await host.run(`umount ${folder}`);
    const refused = { ...(await site.next()), checks: [["false"]] };
    expect(await host.refusal(refused)).toContain("Before that, a push that had been cut short was undone");
    await site.expectServed();
    await site.renew();
  },
  limit,
);

test.each([["/opt"], ["/etc"]])(
  "a file system that is read-only is named before anything is written: %s",
  async (place) => {
    await site.expectKept({
      place: `mount --bind ${place} ${place} && mount -o remount,bind,ro ${place}`,
      repair: `umount ${place}`,
      word: new RegExp(`${place}.*read-only`, "i"),
    });
  },
  limit,
);
