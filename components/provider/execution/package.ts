import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { cancel } from "../../shared/execution/cancellation";
import { version } from "../../shared/version";
import { packageSchema } from "./schema-file";
import { fromStruct, toStruct } from "./struct";

/** The configuration keys that the engine itself sets for a provider. */
const engines: readonly string[] = ["version", "pluginDownloadURL", "pluginChecksums", "__internal"];

/** Answers the engine's requests about the package as a whole. */
export const packageAnswers = {
  handshake: () => new messages.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptResources(true).setAcceptOutputs(true),
  getPluginInfo: () => new PluginInfo().setVersion(version),
  getSchema: () => new messages.GetSchemaResponse().setSchema(packageSchema()),
  /** Drops the configuration of a Pulumi project that is itself called tlsup: it has the same namespace, but is not the provider's. */
  checkConfig(request: messages.CheckRequest): messages.CheckResponse {
    const own = Object.entries(fromStruct(request.getNews())).filter(([name]) => engines.includes(name));
    return new messages.CheckResponse().setInputs(toStruct(Object.fromEntries(own)));
  },
  diffConfig: () => new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE),
  configure: () => new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true).setAcceptresources(true).setAcceptoutputs(true),
  cancel(): Empty {
    cancel();
    return new Empty();
  },
};
