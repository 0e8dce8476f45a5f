/** https://docs.digitalocean.com/reference/api/digitalocean/#tag/Tags : letters, numbers, colons, dashes and underscores. */
export const tagNamePattern = /^[A-Za-z0-9:_-]{1,255}$/;
