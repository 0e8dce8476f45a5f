import { edgeFields, edgeVisitorField, foreignFields, schemeField, visitorFields, type Fields } from "./request-headers";

/**
 * What Apache does with a request's header fields before it passes them on. Its own directives know no patterns, and mod_proxy obeys `Connection` after
 * them: it would take out what is set here. So of `Connection` only what concerns the connection is left.
 */
export function fieldsProgram(hasEdge: boolean): string {
  return `  LuaScope thread
  <LuaHookFixups told>
local find, lower, sub = string.find, string.lower, string.sub
local foreign = ${table(foreignFields)}
local edge = ${table(edgeFields)}
local connection = { close = true, ["keep-alive"] = true, upgrade = true }

local function listed(name, fields)
  if fields.names[name] then return true end
  for _, prefix in ipairs(fields.prefixes) do
    if sub(name, 1, #prefix) == prefix then return true end
  end
end

local function options(value)
  local kept = {}
  for option in string.gmatch(lower(value), "[^%s,]+") do
    if connection[option] then kept[#kept + 1] = option end
  end
  return #kept > 0 and table.concat(kept, ", ") or nil
end

function told(r)
  local fields, from_edge = r.headers_in, ${hasEdge ? 'r.subprocess_env["tlsup_edge"] ~= nil' : "false"}
  local scheme, visitor = r.is_https and "https" or "http", r.useragent_ip
${hasEdge ? edgeScheme : ""}  for name in pairs(r:headers_in_table()) do
    local known = lower(name)
    if find(known, "[^%w-]") or listed(known, foreign) or not from_edge and listed(known, edge) then fields[name] = nil end
  end
${hasEdge ? edgeVisitor : ""}  fields["Connection"] = options(fields["Connection"] or "")
${visitorFields.map((field) => `  fields["${field}"] = visitor
`).join("")}  fields["${schemeField}"] = scheme
  return apache2.DECLINED
end
  </LuaHookFixups>
`;
}

const edgeScheme = `  local said = fields["${schemeField}"]
  if from_edge and (said == "http" or said == "https") then scheme = said end
`;

/** mod_remoteip has taken it out. */
const edgeVisitor = `  if from_edge then fields["${edgeVisitorField}"] = visitor end
`;

function table({ prefixes, names }: Fields): string {
  return `{
  prefixes = { ${prefixes.map((prefix) => `"${prefix}"`).join(", ")} },
  names = {
${names.map((name) => `    ["${name}"] = true,
`).join("")}  },
}`;
}
