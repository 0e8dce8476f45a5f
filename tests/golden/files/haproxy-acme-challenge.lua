-- Written by tlsup; the next push replaces it.
core.register_service("acme-challenge", "http", function(applet)
  local token = string.match(applet.path, "^/%.well%-known/acme%-challenge/([%w_-]+)$")
  local file = token and io.open("/var/lib/tlsup/acme/.well-known/acme-challenge/" .. token, "rb")
  local body = file and file:read("a") or "not found\n"
  if file then file:close() end
  applet:set_status(file and 200 or 404)
  applet:add_header("content-type", "text/plain")
  applet:add_header("content-length", tostring(string.len(body)))
  applet:start_response()
  applet:send(body)
end)
