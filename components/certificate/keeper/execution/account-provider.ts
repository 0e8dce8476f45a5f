import { canonical } from "../../../shared/canonical";
import { destinationSecrets } from "../../../shared/destination";
import { acceptGoneMachine, isUnreached } from "../../../shared/execution/ssh";
import { notImported } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { Unfinished } from "../../../shared/unfinished";
import { accountIn } from "../../acme/standing-record";
import { madeOnHost, onHost, readDeadline, type RunScript } from "../../lineage/execution/host-lineage";
import { programTexts } from "../../lineage/execution/program-texts";
import { fileLines } from "../../lineage/host-files";
import { keptAccountInputsOf, registrationFiles, registrationParts, type KeptAccountInputs, type KeptAccountOutputs } from "../account";
import { accountEntries } from "../schema";

const wording = {
  program: "keeper",
  certificate: "the certificate",
  issueFailure: (stderr: string) => `the host must have an account at the CA: ${stderr.trim()}`,
};

const computed = ["url", "thumbprint", "issuer", "hashPrefix"] as const;

/** An account that may be there: how making it ended is not known. */
const unknown = { url: "", thumbprint: "", issuer: "", hashPrefix: "" };

/** The resource of the account that a host has at a CA. Its key is never read back. */
export const keptAccountProvider: ResourceOperations<KeptAccountInputs, KeptAccountOutputs> = {
  rules: accountEntries,
  secrets: destinationSecrets,
  replacedBy: ["machine", "site"],
  computed,
  importing: notImported("the next `pulumi up` takes over the account that the host has already"),

  async create(inputs) {
    const id = `${inputs.machine}/${inputs.site}`;
    return { id, outs: await register(id, inputs) };
  },

  diff: (_id, olds, news) => ({
    changes: canonical(keptAccountInputsOf(olds)) !== canonical(keptAccountInputsOf(news)),
    replaces: (["machine", "site"] as const).filter((key) => olds[key] !== news[key]),
  }),

  keeps: (olds, news) => (olds.directory === news.directory && olds.url !== "" ? computed : []),

  holds: ({ machine, site }) => [machine, site],

  async update(id, olds, news) {
    if (olds.directory !== news.directory || olds.url === "") return { outs: await register(id, news) };
    const { url, thumbprint, issuer, hashPrefix } = olds;
    return { outs: { ...keptAccountInputsOf(news), url, thumbprint, issuer, hashPrefix } };
  },

  async read(id, known) {
    const inputs = keptAccountInputsOf(known);
    try {
      const account = accountIn(await script(known, (run) => run(["account", known.site]), readDeadline));
      // An empty id tells the engine that the account is gone, so it makes another.
      return account ? { id, props: { ...inputs, ...account }, inputs } : { id: "", props: known, inputs };
    } catch (error) {
      if (!isUnreached(error)) throw error;
      // The resource of its certificate says so.
      return { id, props: known, inputs };
    }
  },

  async delete(_id, known) {
    try {
      await script(known, (run) => run(["unregister", known.site]));
    } catch (error) {
      acceptGoneMachine(error, `the account at the CA for ${known.site}`, known);
    }
  },
};

function register(id: string, inputs: KeptAccountInputs): Promise<KeptAccountOutputs> {
  const files = registrationFiles(inputs, programTexts("keeper/agent", registrationParts));
  const partly = (error: Error) => new Unfinished(error, id, { ...keptAccountInputsOf(inputs), ...unknown });
  return madeOnHost(partly, wording, { ...inputs, names: [inputs.site] }, async (run) => {
    const account = accountIn(await run(["register", inputs.site], fileLines(files)));
    if (!account) throw new Error(`Cannot use the account at the CA for ${inputs.site} as ${inputs.host} must show it: it shows none`);
    return { ...keptAccountInputsOf(inputs), ...account };
  });
}

function script<T>(inputs: KeptAccountInputs, use: (run: RunScript) => Promise<T>, deadline?: number): Promise<T> {
  return onHost(wording, { ...inputs, names: [inputs.site] }, use, deadline);
}
