import { withCloud } from "./cloud";
import { mostInAWeek, rendered, type Chapter } from "./year/chapter";
import { MovedSite, quietDays } from "./year/moved-site";
import { plans, type Plan } from "./year/plans";
import { openWorld, type World } from "./year/world";

/** When the agent is started on a day with trouble, as it tries again after 1, 10 and 100 minutes: in days. */
const moments = [0, 0.5, 1, 3].map((hours) => hours / 24);
/** By then every fault must be over. */
const longest = 1200;

/** Years in the life of sites that are renewed on their hosts: a booted host and the CA's own program live in a time that is moved from day to day. */
export function benchYear(): Promise<string> {
  return withCloud(async (folder) => {
    const world = await openWorld(folder);
    try {
      const rows: (readonly string[])[] = [head];
      for (const plan of plans) {
        const lines = await lived(plan, world);
        // A later site that fails must not take with it what was measured.
        process.stderr.write(`${rendered(lines).join("\n")}\n`);
        rows.push(...lines);
      }
      return [title, ...rendered(rows)].join("\n");
    } finally {
      await world.close();
    }
  });
}

const title = `${quietDays} days without a fault, then one fault after the other, until a new certificate is served; in days of the moved time`;
const head = ["source", "time", "days", "renewals", "by the calendar, apart", "days dark", "alarm before the end", "alarms without reason", "orders in 7 days"];

async function lived(plan: Plan, world: World): Promise<string[][]> {
  world.at = 0;
  world.moved.move(0);
  const site = await MovedSite.bringUp(plan, world);
  for (let day = 0; day < longest && !site.isOver; day += site.rest) {
    for (const moment of moments) {
      if (moment > 0 && !site.isTroubled) continue;
      world.at = day + moment;
      world.moved.move(Math.round(world.at * 86_400));
      await site.tick();
    }
  }
  await site.remove();
  return site.chapters.slice(0, plan.faults.length + 1).map((each, index) => row(plan.what, each, index === 0 ? site.calendar() : ""));
}

function row(what: string, { what: time, begin, end, renewals, dark, alarms, orders, silent, fault }: Chapter, calendar: string): string[] {
  const [first] = alarms;
  const told = [first && first.left.toFixed(1), silent && `${silent.left.toFixed(1)}, no pings`].filter(Boolean).join(" and ");
  return [
    what,
    time,
    (end - begin).toFixed(0),
    String(renewals.length),
    calendar,
    String(new Set(dark.map(({ at }) => Math.floor(at))).size),
    told || "none",
    String(alarms.filter(({ at }) => fault === undefined || at < fault).length),
    String(mostInAWeek(orders)),
  ];
}
