import { mainMachine, onMachine } from "../execution/machines";
import { up, type Scenario } from "../scenario";

const remove = `set -e
rm -f /opt/tlsup/*/current/tls/*
pid=$(ss -Htlnp 'sport = :443' | grep -o 'pid=[0-9]*' | head -n 1 | cut -d= -f2)
systemctl restart "$(ps -o unit= -p "$pid")" || true`;

/** Source of the remedy: docs/guide.md, "Drift". */
export const certificateDeleted: Scenario = {
  name: "certificate-deleted",
  about: "The certificate's files are deleted on the host, and its server is restarted.",
  needs: () => undefined,
  async play(drill) {
    const machine = await mainMachine(drill);
    await drill.happens("The certificate's files are deleted, and the server is restarted", () => onMachine(machine, remove));
    await drill.runs({ told: "You run `pulumi up --refresh`", args: [...up, "--refresh"] });
  },
};
