-- Written by tlsup; the next push replaces it.
local find, lower, sub = string.find, string.lower, string.sub
local ordinary = {
  ["Host"] = true,
  ["User-Agent"] = true,
  ["Accept"] = true,
  ["Accept-Encoding"] = true,
  ["Accept-Language"] = true,
  ["Cache-Control"] = true,
  ["Connection"] = true,
  ["Content-Length"] = true,
  ["Content-Type"] = true,
  ["Cookie"] = true,
  ["Origin"] = true,
  ["Referer"] = true,
  ["host"] = true,
  ["user-agent"] = true,
  ["accept"] = true,
  ["accept-encoding"] = true,
  ["accept-language"] = true,
  ["cache-control"] = true,
  ["connection"] = true,
  ["content-length"] = true,
  ["content-type"] = true,
  ["cookie"] = true,
  ["origin"] = true,
  ["referer"] = true,
}
local foreign = {
  ["forwarded"] = true,
  ["x-forwarded"] = true,
  ["forwarded-for"] = true,
  ["client-ip"] = true,
  ["x-client-ip"] = true,
  ["true-client-ip"] = true,
  ["x-true-client-ip"] = true,
  ["x-cluster-client-ip"] = true,
  ["x-originating-ip"] = true,
  ["x-remote-ip"] = true,
  ["x-remote-addr"] = true,
  ["proxy-client-ip"] = true,
  ["wl-proxy-client-ip"] = true,
  ["x-proxyuser-ip"] = true,
  ["fastly-client-ip"] = true,
  ["fly-client-ip"] = true,
  ["do-connecting-ip"] = true,
  ["x-azure-clientip"] = true,
  ["x-appengine-user-ip"] = true,
  ["x-envoy-external-address"] = true,
  ["x-scheme"] = true,
  ["x-url-scheme"] = true,
  ["front-end-https"] = true,
  ["wl-proxy-ssl"] = true,
  ["x-arr-ssl"] = true,
  ["x-host"] = true,
  ["x-http-host-override"] = true,
  ["x-real-host"] = true,
  ["x-real-port"] = true,
  ["x-real-proto"] = true,
  ["x-script-name"] = true,
  ["script-name"] = true,
  ["path-info"] = true,
  ["x-rewrite-url"] = true,
  ["x-envoy-original-path"] = true,
  ["x-envoy-internal"] = true,
  ["x-sendfile-type"] = true,
  ["x-accel-mapping"] = true,
  ["remote-user"] = true,
  ["remote-addr"] = true,
  ["x-remote-user"] = true,
  ["x-authenticated-user"] = true,
  ["x-webauth-user"] = true,
  ["x-auth-request-user"] = true,
  ["x-auth-request-email"] = true,
  ["client-cert"] = true,
  ["client-cert-chain"] = true,
  ["ssl-client-cert"] = true,
  ["ssl-client-verify"] = true,
  ["x-ssl-cert"] = true,
  ["x-ssl-client-cert"] = true,
  ["x-ssl-client-verify"] = true,
  ["x-client-cert"] = true,
  ["x-client-verify"] = true,
  ["x-arr-clientcert"] = true,
  ["proxy"] = true,
  ["http2-settings"] = true,
}
local edge = {
  ["cdn-loop"] = true,
  ["exposed-credential-check"] = true,
  ["malicious-uploads-detection"] = true,
}
local connection = {
  ["close"] = true,
  ["keep-alive"] = true,
  ["upgrade"] = true,
}

local function options(value)
  local kept = {}
  for option in string.gmatch(lower(value), "[^%s,]+") do
    if connection[option] then kept[#kept + 1] = option end
  end
  return #kept > 0 and table.concat(kept, ", ") or nil
end

function told(r)
  local fields, visitor, scheme, from_edge = r.headers_in, r.useragent_ip, r.is_https and "https" or "http", false
  local length = fields["Content-Length"]
  if length then
    if (tonumber(length) or math.huge) > 1048576 then return 413 end
  elseif fields["Transfer-Encoding"] or not (r.method == "GET" or r.method == "HEAD" or r.method == "OPTIONS" or r.method == "DELETE") then
    return 411
  end
  from_edge = r.subprocess_env["tlsup_edge"] ~= nil
  local said = fields["X-Forwarded-Proto"]
  if from_edge and (said == "http" or said == "https") then scheme = said end
  for name in pairs(r:headers_in_table()) do
    if not ordinary[name] then
      local known = lower(name)
      if find(known, "[^%w-]") or foreign[known] or sub(known, 1, 12) == "x-forwarded-" or sub(known, 1, 11) == "x-original-" or not from_edge and (edge[known] or sub(known, 1, 3) == "cf-") then fields[name] = nil end
    end
  end
  if from_edge then fields["CF-Connecting-IP"] = visitor end
  local about = fields["Connection"]
  if about then fields["Connection"] = options(about) end
  fields["X-Real-IP"] = visitor
  fields["X-Forwarded-For"] = visitor
  fields["X-Forwarded-Proto"] = scheme
  return apache2.DECLINED
end
