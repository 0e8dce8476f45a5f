import { randomBytes } from "node:crypto";
import { mainMachine } from "../execution/machines";
import { up, type Scenario } from "../scenario";
import { isAtCloudflare } from "../site";

/** A token of the same form that no vendor has given out. */
const another = (token: string): string => token.slice(0, -8) + randomBytes(4).toString("hex");

/** Source of the remedy: docs/guide.md; a token is in the environment, and nowhere in the state. */
export const tokenRevoked: Scenario = {
  name: "token-revoked",
  about: "The vendors refuse the tokens that `pulumi up` uses.",
  needs: (site) => (isAtCloudflare(site) ? undefined : "a token of Cloudflare: `proxy.provider: cloudflare`"),
  async play(drill) {
    const refreshing = [...up, "--refresh"];
    const { CLOUDFLARE_API_TOKEN: cloudflare = "" } = drill.program.environment;
    await drill.runs({
      told: "Cloudflare's token is revoked, and you run `pulumi up --refresh`: it is refused",
      args: refreshing,
      environment: { CLOUDFLARE_API_TOKEN: another(cloudflare) },
      ends: "refused",
      harmless: true,
    });
    const { token } = (await mainMachine(drill)).vendor;
    await drill.runs({
      told: "The token for machines is revoked, and you run `pulumi up --refresh`: it is refused",
      args: refreshing,
      environment: { [token]: another(drill.program.environment[token] ?? "") },
      ends: "refused",
      harmless: true,
    });
    await drill.runs({ told: "You make new tokens, and run `pulumi up --refresh`", args: refreshing, harmless: true });
  },
};
