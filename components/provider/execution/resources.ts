import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withinTime } from "../../shared/execution/cancellation";
import { heardBy } from "../../shared/execution/tell";
import { Unfinished } from "../../shared/unfinished";
import type { Found } from "../../shared/importing";
import { topOf, type Difference } from "../differences";
import { inputFaults, refusedChanges } from "../input-check";
import { changesOf, plannedResource, plannedUpdate, type AnyOperations, type Changes } from "../plan";
import { concealed, holdsUnknown, knownOf, markSecrets, reveal, withoutNothing, type Properties } from "../value";
import { PartlyMade } from "./errors";
import { readGiven } from "./given-file";
import { carried, Holdings } from "./holdings";
import { fromStruct, toStruct } from "./struct";

/** The messages that the user sees about one resource. */
export interface ResourceLog {
  /** Shows the current step, which the next one replaces. */
  readonly step: (text: string) => void;
  /** Shows a message that stays on the screen, and resolves when it is there. */
  readonly note: (text: string) => Promise<void>;
}

/** What the resources need from the process that they run in. */
export interface Surroundings {
  readonly operationsOf: (type: string) => AnyOperations;
  /** The log of the resource with this URN. */
  readonly log: (urn: string) => ResourceLog;
}

const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;

/** Answers the engine's requests about one resource. A preview makes, changes and connects to nothing. */
export function resources({ operationsOf, log }: Surroundings) {
  /** Lets a resource's operations answer a request, and shows their messages beside the resource. */
  const answered =
    <Request extends Addressed, Response>(answer: (request: Request, kind: AnyOperations, step: ResourceLog["step"]) => Response) =>
    async (request: Request): Promise<Awaited<Response>> => {
      const { step, note } = log(request.getUrn());
      let stated: readonly Properties[] | undefined;
      const shown = (text: string) => concealed(text, (stated ??= statedIn(request)));
      try {
        return await heardBy(
          (text) => void note(shown(text)),
          () => answer(request, operationsOf(typeOf(request)), (text) => step(shown(text))),
        );
      } catch (error) {
        throw shownError(error, shown);
      }
    };
  /**
   * The inputs that resources have now, by URN: the engine's requests to check and to create a replacement do not mention them. They are in its first
   * request to check it, which precedes every change; whether something differs is not asked of what is deleted with its machine.
   */
  const current = new Map<string, Properties>();
  const holdings = new Holdings();
  /** Says what a change will do. It waits for each message, as the engine does not once everything has been previewed. */
  const foretell = async (request: Addressed, kind: AnyOperations, news: Properties, olds: Properties | undefined): Promise<void> => {
    if (kind.foretellsWhole && holdsUnknown(reveal(news))) return;
    const effects = (await kind.effects?.(knownOf(news), olds && reveal(olds))) ?? [];
    for (const effect of effects) await log(request.getUrn()).note(concealed(effect, [news, olds ?? {}]));
  };
  return {
    check: answered((request: messages.CheckRequest, kind) => {
      const [given, olds] = [withoutNothing(fromStruct(request.getNews())), fromStruct(request.getOlds())];
      if (Object.keys(olds).length > 0) current.set(request.getUrn(), olds);
      const former = current.get(request.getUrn());
      const news = former && kind.inherits ? { ...given, ...(kind.inherits(knownOf(given), reveal(former)) as Properties) } : given;
      const failures = [...inputFaults(kind, news), ...refusedChanges(kind, news, olds)].map(({ path, reason }) =>
        new messages.CheckFailure().setProperty(path).setReason(reason),
      );
      return new messages.CheckResponse().setInputs(toStruct(markSecrets(news, kind.secrets))).setFailuresList(failures);
    }),
    diff: answered((request: messages.DiffRequest, kind) => {
      const { incarnation, known: olds } = carried(fromStruct(request.getOlds()));
      if (incarnation !== undefined) holdings.note(typeOf(request), kind, reveal(olds), incarnation);
      return toDiffResponse(changesOf(kind, request.getId(), olds, fromStruct(request.getNews())));
    }),
    create: answered(async (request: messages.CreateRequest, kind, step) => {
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) {
        await foretell(request, kind, inputs, current.get(request.getUrn()));
        return new messages.CreateResponse().setProperties(toStruct(plannedResource(kind, inputs)));
      }
      const stated = (outs: Properties) => toStruct({ ...markSecrets(outs, kind.secrets, inputs), ...holdings.note(typeOf(request), kind, outs) });
      const { id, outs } = await inWhole(request.getProperties(), stated, () => timed("create", request, () => kind.create(reveal(inputs), step)));
      return new messages.CreateResponse().setId(id).setProperties(stated(outs)).setRefreshBeforeUpdate(isReadFirst(kind, outs));
    }),
    read: answered(async (request: messages.ReadRequest, kind) => {
      const { incarnation, known: outs } = carried(fromStruct(request.getProperties()));
      const isKnown = Object.keys(outs).length > 0;
      const known = withTokenOf(outs, request.getInputs());
      const { id, props, inputs } = await (isKnown ? kind.read(request.getId(), reveal(known)) : found(kind, typeOf(request), request.getId()));
      if (id === "") return new messages.ReadResponse();
      const stated = { ...markSecrets(props, kind.secrets, known), ...holdings.note(typeOf(request), kind, props, incarnation) };
      return new messages.ReadResponse()
        .setId(id)
        .setRefreshBeforeUpdate(isReadFirst(kind, props))
        .setProperties(toStruct({ ...stated, ...(isKnown && { token: outs.token }) }))
        .setInputs(toStruct(markSecrets(inputs, kind.secrets, fromStruct(request.getInputs()))));
    }),
    update: answered(async (request: messages.UpdateRequest, kind, step) => {
      const { incarnation, known: olds } = carried(fromStruct(request.getOlds()));
      const news = fromStruct(request.getNews());
      if (request.getPreview()) {
        await foretell(request, kind, news, olds);
        return new messages.UpdateResponse().setProperties(toStruct(plannedUpdate(kind, olds, news)));
      }
      const stated = (outs: Properties) => toStruct({ ...markSecrets(outs, kind.secrets, news), ...holdings.note(typeOf(request), kind, outs, incarnation) });
      const change = () => timed("update", request, () => kind.update(request.getId(), reveal(olds), reveal(news), step));
      const { outs } = await inWhole(request.getNews(), stated, change);
      return new messages.UpdateResponse().setProperties(stated(outs)).setRefreshBeforeUpdate(isReadFirst(kind, outs));
    }),
    delete: answered(async (request: messages.DeleteRequest, kind) => {
      const { incarnation, known } = carried(fromStruct(request.getProperties()));
      const outs = reveal(withTokenOf(known, request.getOldInputs()));
      if (!holdings.giveUp(typeOf(request), kind, outs, incarnation)) await timed("delete", request, () => kind.delete(request.getId(), outs));
      return new Empty();
    }),
  };
}

function isReadFirst({ isReadFirst: first }: AnyOperations, outs: Properties): boolean {
  return typeof first === "function" ? first(outs) : first === true;
}

/**
 * A vendor's token is only for asking, so another one is no change, nor is it shown as one by a refresh. The engine keeps the outputs of what is unchanged,
 * with the token of before, but takes over its inputs. Older engines send none to delete.
 */
function withTokenOf({ token, ...known }: Properties, inputs: Struct | undefined): Properties {
  const now = inputs ? fromStruct(inputs).token : token;
  return now === undefined ? known : { ...known, token: now };
}

/** Runs an operation; tells the engine of what it leaves in part. */
async function inWhole<T>(inputs: Struct | undefined, stated: (outs: Properties) => Struct, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    const partly = new messages.ErrorResourceInitFailed().setId(error.id).setProperties(stated(error.outs)).setInputs(inputs);
    throw new PartlyMade(partly.setReasonsList([error.message]));
  }
}

/** Runs an operation within the time that `customTimeouts` sets for it. */
function timed<T>(what: string, request: Addressed & { getTimeout(): number }, action: () => Promise<T>): Promise<T> {
  const seconds = request.getTimeout();
  const late =
    `Cannot ${what} the ${typeOf(request)} as it must be done within ${seconds} s, as customTimeouts says. ` +
    "What has begun on a host is finished or undone there; run again";
  return withinTime(seconds, late, action);
}

/** Finds a resource for `pulumi import`, or for a program that reads one that it did not make. */
async function found(kind: AnyOperations, type: string, id: string): Promise<Found<Properties, Properties>> {
  const { importing } = kind;
  if ("reason" in importing) throw new Error(`Cannot import ${id} as a ${type}: ${importing.reason}`);
  return importing.find(id, readGiven({ ...importing, rules: kind.rules }, id));
}

function toDiffResponse({ changes, replaces, details }: Changes): messages.DiffResponse {
  const response = new messages.DiffResponse()
    .setHasdetaileddiff(true)
    .setChanges(changes ? DIFF_SOME : DIFF_NONE)
    .setReplacesList([...replaces]);
  response.setDiffsList([...new Set(details.map(({ path }) => topOf(path)))]);
  for (const { path, kind } of details)
    response.getDetaileddiffMap().set(path, new messages.PropertyDiff().setKind(kinds[kind][replaces.includes(topOf(path)) ? 1 : 0]));
  return response;
}

const { Kind } = messages.PropertyDiff;

/** How the engine calls a difference: of an update in place, and of a replacement. */
const kinds: Readonly<Record<Difference["kind"], readonly [messages.PropertyDiff.Kind, messages.PropertyDiff.Kind]>> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
};

interface Addressed {
  getUrn(): string;
  getType(): string;
  getNews?(): Struct | undefined;
  getOlds?(): Struct | undefined;
  getProperties?(): Struct | undefined;
}

/** What a request says of its resource. */
function statedIn(request: Addressed): readonly Properties[] {
  return [request.getNews?.(), request.getOlds?.(), request.getProperties?.()].map(fromStruct);
}

function shownError(error: unknown, shown: (text: string) => string): unknown {
  if (error instanceof PartlyMade) return new PartlyMade(error.details.setReasonsList(error.details.getReasonsList().map(shown)));
  return error instanceof Error && shown(error.message) !== error.message ? new Error(shown(error.message), { cause: error }) : error;
}

/** Older engines send only the URN: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
function typeOf(request: Addressed): string {
  return request.getType() || (request.getUrn().split("::")[2]?.split("$").at(-1) ?? "");
}
