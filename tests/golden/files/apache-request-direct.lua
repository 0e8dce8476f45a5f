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
  ["x-forwarded-"] = true,
  ["x-original-"] = true,
  ["x-envoy-"] = true,
  ["remote-"] = true,
  ["x-remote-"] = true,
  ["x-auth-request-"] = true,
  ["x-authenticated-"] = true,
  ["x-authentik-"] = true,
  ["x-webauth-"] = true,
  ["x-pomerium-"] = true,
  ["x-vouch-"] = true,
  ["x-consumer-"] = true,
  ["x-amzn-oidc-"] = true,
  ["x-amzn-mtls-"] = true,
  ["x-goog-authenticated-user-"] = true,
  ["x-ms-client-principal-"] = true,
  ["tailscale-"] = true,
  ["client-cert-"] = true,
  ["ssl-client-"] = true,
  ["x-ssl-"] = true,
  ["forwarded"] = true,
  ["x-forwarded"] = true,
  ["forwarded-for"] = true,
  ["client-ip"] = true,
  ["x-client-ip"] = true,
  ["true-client-ip"] = true,
  ["x-true-client-ip"] = true,
  ["x-cluster-client-ip"] = true,
  ["x-originating-ip"] = true,
  ["proxy-client-ip"] = true,
  ["wl-proxy-client-ip"] = true,
  ["x-proxyuser-ip"] = true,
  ["fastly-client-ip"] = true,
  ["fly-client-ip"] = true,
  ["do-connecting-ip"] = true,
  ["x-appengine-user-ip"] = true,
  ["x-azure-clientip"] = true,
  ["x-azure-socketip"] = true,
  ["cloudfront-viewer-address"] = true,
  ["cloudfront-forwarded-proto"] = true,
  ["x-scheme"] = true,
  ["x-url-scheme"] = true,
  ["front-end-https"] = true,
  ["wl-proxy-ssl"] = true,
  ["x-arr-ssl"] = true,
  ["x-ssl"] = true,
  ["x-host"] = true,
  ["x-http-host-override"] = true,
  ["x-real-host"] = true,
  ["x-real-port"] = true,
  ["x-real-proto"] = true,
  ["x-script-name"] = true,
  ["script-name"] = true,
  ["path-info"] = true,
  ["x-rewrite-url"] = true,
  ["x-sendfile-type"] = true,
  ["x-accel-mapping"] = true,
  ["client-cert"] = true,
  ["x-client-cert"] = true,
  ["x-client-verify"] = true,
  ["x-arr-clientcert"] = true,
  ["x-ms-client-principal"] = true,
  ["x-goog-iap-jwt-assertion"] = true,
  ["proxy"] = true,
  ["http2-settings"] = true,
}
local edge = {
  ["cf-"] = true,
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

local function is_in(set, known)
  local at = find(known, "-", 1, true)
  while at do
    if set[sub(known, 1, at)] then return true end
    at = find(known, "-", at + 1, true)
  end
  return set[known]
end

function told(r)
  local fields, visitor, scheme, from_edge = r.headers_in, r.useragent_ip, r.is_https and "https" or "http", false
  local length = fields["Content-Length"]
  if length then
    if (tonumber(length) or math.huge) > 10485760 then return 413 end
  elseif fields["Transfer-Encoding"] or r.protocol == "HTTP/2.0" and not (r.method == "GET" or r.method == "HEAD" or r.method == "OPTIONS" or r.method == "DELETE") then
    return 411
  end
  for name in pairs(r:headers_in_table()) do
    if not ordinary[name] then
      local known = lower(name)
      if find(known, "[^%w-]") or is_in(foreign, known) or not from_edge and is_in(edge, known) then fields[name] = nil end
    end
  end
  local about = fields["Connection"]
  if about then fields["Connection"] = options(about) end
  fields["X-Real-IP"] = visitor
  fields["X-Forwarded-For"] = visitor
  fields["X-Forwarded-Proto"] = scheme
  return apache2.DECLINED
end
