import type { Keeping } from "../../../../components/certificate/alarm/host-plan";
import { inDays } from "../../../support/certificate-maker";
import { AlarmProgram } from "../../../support/alarm-program";

/** Whether there is an alarm, for a certificate of a year that ends in so many days, with a window of the CA that ends so many days before that. */
async function isAlarmed(keeping: Partial<Keeping>, left: number, window?: number): Promise<boolean> {
  const program = new AlarmProgram(keeping);
  await program.serve(left - 365, left);
  const end = inDays(left).getTime() / 1000;
  if (window !== undefined) program.write("notes/suggestion.json", JSON.stringify({ end, window: [0, end - window * 86_400] }));
  await program.run({ alarm: { metrics: program.metrics } });
  const metrics = program.read("metrics/tlsup-example.test.prom");
  program.close();
  return /^tlsup_certificate_late\{.*\} 1$/m.test(metrics);
}

test("a certificate of a year is due for certbot 30 days before its end, as for `tlsup check`, and for the agent with a third of its life left", async () => {
  const certbot = { renews: "certbot" };
  expect(await Promise.all([59, 16, 14].map((left) => isAlarmed(certbot, left)))).toEqual([false, false, true]);
  expect(await Promise.all([62, 59].map((left) => isAlarmed({}, left)))).toEqual([false, true]);
});

test("a window of the CA moves certbot's alarm for it as well, to both sides", async () => {
  const certbot = { renews: "certbot" };
  expect(await Promise.all([51, 49].map((left) => isAlarmed(certbot, left, 100)))).toEqual([false, true]);
  expect(await Promise.all([11, 9].map((left) => isAlarmed(certbot, left, 20)))).toEqual([false, true]);
});
