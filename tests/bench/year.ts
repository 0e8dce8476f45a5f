import { withCloud } from "./cloud";
import { mostInAWeek, rendered, type Chapter } from "./year/chapter";
import { MovedSite } from "./year/moved-site";
import { plans } from "./year/plans";
import { openWorld, type World } from "./year/world";

/** After a failure the agent tries again after minutes, then hours: when its timer starts it on a day with trouble, in days. */
const moments = [0, 0.5, 1, 3].map((hours) => hours / 24);
const most = 1200;

/** Years in the life of sites that renew on their hosts: booted hosts and the CA's own program live in a time that is moved day by day. */
export function benchYear(): Promise<string> {
  return withCloud(async (folder) => {
    const world = await openWorld(folder);
    try {
      return await lived(world);
    } finally {
      await world.close();
    }
  });
}

async function lived(world: World): Promise<string> {
  const chosen = plans.filter(({ label }) => process.env.YEAR === undefined || process.env.YEAR.split(",").includes(label));
  const sites = await Promise.all(chosen.map((plan) => MovedSite.bringUp(plan, world)));
  world.hear = (domain, kind, text) => sites.find((site) => site.domain === domain)?.heard(kind, text);
  for (let day = 0; day < most && sites.some(({ isOver }) => !isOver); day += Math.max(1, Math.min(...sites.map(({ rest }) => rest)))) {
    for (const moment of moments) {
      const asked = moment === 0 ? sites : sites.filter(({ isTroubled }) => isTroubled);
      if (asked.length === 0) continue;
      world.at = day + moment;
      world.moved.move(Math.round(world.at * 86_400));
      await Promise.all(asked.map((site) => site.tick()));
    }
    process.stderr.write(`${new Date().toISOString()} day ${day} ${sites.map((site) => site.chapters.length).join()}\n`);
  }
  process.stderr.write(JSON.stringify(sites.map((site) => [site.domain, site.calendar(365), site.chapters]), null, 1));
  return [title, ...rendered([head, ...sites.flatMap(rows)])].join("\n");
}

const title = "A year without a fault, then faults one after the other, in days of the moved time";
const head = ["source", "time", "days", "renewals", "calendar", "days dark", "alarm: days left", "without reason", "orders in 7 days"];

function rows({ plan, chapters, ...site }: MovedSite): string[][] {
  void site;
  return chapters.slice(0, plan.faults.length + 1).map((each) => row(plan.what, each));
}

function row(what: string, { what: time, begin, end, renewals, dark, alarms, orders, silent, fault }: Chapter): string[] {
  const [first] = alarms;
  const told = [first && first.left.toFixed(1), silent && `pings end: ${silent.left.toFixed(1)}`].filter(Boolean).join(", ");
  return [
    what,
    time,
    (end - begin).toFixed(0),
    String(renewals.length),
    "",
    String(new Set(dark.map(({ at }) => Math.floor(at))).size),
    told || "-",
    String(alarms.filter(({ at }) => fault === undefined || at < fault).length),
    String(mostInAWeek(orders)),
  ];
}
