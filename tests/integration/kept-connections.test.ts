import { push } from "../../components/release/push/execution/push";
import type { Destination } from "../../components/shared/destination";
import { Droplet } from "../support/droplets";
import { inTurn } from "../support/turns";
import { webRelease, webServers } from "../support/web-release";

const domain = "kept-connections.test";
const runs = 5;

/** Both from the host itself, so that nothing is between them and the server; bounded in time and in number. */
const loads = {
  "wrk, 32 connections": `wrk --threads 1 --connections 32 --duration 2 https://${domain}:443/healthz`,
  "h2load, 32 connections with 10 requests each at a time":
    "timeout 120 h2load --requests 8000 --clients 32 " + `--max-concurrent-streams 10 https://${domain}/healthz`,
};

/** An upstream that is not the limit: it answers from memory, and closes no connection. */
const upstream =
  "worker_processes 1; daemon off; pid /run/upstream.pid; events {} http { access_log off; keepalive_requests 1000000; server { listen 127.0.0.1:9000; " +
  "location / { return 200 ok; } } }";

/** What a load says of requests that were not answered as they should be. */
function complaints(output: string): string[] {
  const { total, succeeded } = /requests: (?<total>\d+) total, .* (?<succeeded>\d+) succeeded/.exec(output)?.groups ?? {};
  const answered = total === undefined ? /[1-9]\d* requests in/.test(output) : total === succeeded;
  return answered && !/Socket errors|Non-2xx/.test(output) ? [] : [output];
}

describe("a server that is asked by many connections, again and again, closes none of them in the middle", () => {
  let droplet: Droplet;
  let destination: Destination;

  beforeAll(async () => {
    droplet = await Droplet.create("kept-connections");
    destination = await droplet.destination();
    await droplet.run(`set -e
echo '127.0.0.1 ${domain}' >> /etc/hosts
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -q && apt-get install -q -y --no-install-recommends nginx wrk nghttp2-client; } > /dev/null 2>&1
systemctl stop nginx
echo '${upstream}' > /root/upstream.conf
systemd-run --quiet --unit=upstream nginx -c /root/upstream.conf`);
  }, 240_000);
  afterAll(() => droplet.remove());

  describe.each(inTurn(webServers))("%s", (kind) => {
    beforeAll(async () => {
      const release =
        kind === "gunicorn" ? webRelease(domain, { kind }, [], { kind: "demo" }) : webRelease(domain, { kind, upstream: "http://127.0.0.1:9000" });
      await push(destination, await release);
    }, 240_000);

    test.each(Object.entries(loads))(
      "%s",
      async (_, load) => {
        const said: string[] = [];
        for (let run = 0; run < runs; run += 1) said.push(...complaints(await droplet.run(load)));
        expect(said).toEqual([]);
      },
      700_000,
    );
  });
});
