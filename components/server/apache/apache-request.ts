import { foreignFields, schemeField, visitorFields, type Fields, type Edge } from "../../edge/common/request-headers";

/** The fields of most requests, looked up first to keep requests fast. They are written as in HTTP/1.1, and in lower case for HTTP/2. */
const ordinary = [
  "Host",
  "User-Agent",
  "Accept",
  "Accept-Encoding",
  "Accept-Language",
  "Cache-Control",
  "Connection",
  "Content-Length",
  "Content-Type",
  "Cookie",
  "Origin",
  "Referer",
];

/** The function of the program that Apache calls. */
export const requestFunction = "told";

/**
 * The program that changes each request before Apache passes it on. Apache's own directives cannot match names of header fields by pattern, and mod_proxy
 * applies `Connection` after them: it could remove fields that are set here. So only options about the connection itself are left in `Connection`.
 *
 * It is loaded once per connection, over HTTP/2 once per request: a longer scope would keep some memory of every request. It is a file of its own, as
 * Apache loads no program from within its configuration where Lua is 5.4.
 *
 * Apache does not count the bytes that it passes on, so a body must have a Content-Length; over HTTP/2 nothing else announces a body.
 * `limit` is in bytes, 0 is none. Source: https://httpd.apache.org/docs/2.4/mod/core.html#limitrequestbody
 */
export function requestProgram(limit: number, { ranges, visitorField, fields }: Edge): string {
  const hasEdge = ranges.length > 0;
  return `-- Written by tlsup; the next push replaces it.
local find, lower, sub = string.find, string.lower, string.sub
local ordinary = ${set([...ordinary, ...ordinary.map((name) => name.toLowerCase())])}
local foreign = ${fieldSet(foreignFields)}
local edge = ${fieldSet(fields)}
local connection = ${set(["close", "keep-alive", "upgrade"])}

local function options(value)
  local kept = {}
  for option in string.gmatch(lower(value), "[^%s,]+") do
    if connection[option] then kept[#kept + 1] = option end
  end
  return #kept > 0 and table.concat(kept, ", ") or nil
end

local function is_in(set, known)
  local at = find(known, "-", 1, true)
  while at do
    if set[sub(known, 1, at)] then return true end
    at = find(known, "-", at + 1, true)
  end
  return set[known]
end

function ${requestFunction}(r)
  local fields, visitor, scheme, from_edge = r.headers_in, r.useragent_ip, r.is_https and "https" or "http", false
${limit === 0 ? "" : limitLines(limit)}${hasEdge ? edgeWords : ""}  for name in pairs(r:headers_in_table()) do
    if not ordinary[name] then
      local known = lower(name)
      if find(known, "[^%w-]") or is_in(foreign, known) or not from_edge and is_in(edge, known) then fields[name] = nil end
    end
  end
${hasEdge ? edgeVisitor(visitorField) : ""}  local about = fields["Connection"]
  if about then fields["Connection"] = options(about) end
${visitorFields
  .map(
    (field) => `  fields["${field}"] = visitor
`,
  )
  .join("")}  fields["${schemeField}"] = scheme
  return apache2.DECLINED
end
`;
}

const bodiless = ["GET", "HEAD", "OPTIONS", "DELETE"] as const;

function limitLines(limit: number): string {
  return `  local length = fields["Content-Length"]
  if length then
    if (tonumber(length) or math.huge) > ${limit} then return 413 end
  elseif fields["Transfer-Encoding"] or r.protocol == "HTTP/2.0" and not (${bodiless.map((method) => `r.method == "${method}"`).join(" or ")}) then
    return 411
  end
`;
}

const edgeWords = `  from_edge = r.subprocess_env["tlsup_edge"] ~= nil
  local said = fields["${schemeField}"]
  if from_edge and (said == "http" or said == "https") then scheme = said end
`;

/** Sets the field again, which mod_remoteip has removed. */
function edgeVisitor(field: string): string {
  return `  if from_edge then fields["${field}"] = visitor end
`;
}

function fieldSet({ prefixes, names }: Fields): string {
  return set([...prefixes, ...names]);
}

function set(names: readonly string[]): string {
  return `{
${names
  .map(
    (name) => `  ["${name}"] = true,
`,
  )
  .join("")}}`;
}
