/** The scheme and host that the renderer is served from inside Electron. */
export const appScheme = 'stateroom';
export const appHost = 'app';
export const appUrl = `${appScheme}://${appHost}/`;

/** Pages outside that the user may be sent to; everything else stays closed. */
const externalHosts: readonly string[] = [
  'xenproject.org',
  'wiki.xenproject.org',
  'xenbits.xen.org',
];

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** Whether a frame with this URL is our own renderer. Parsed, never compared as text. */
export function isAppUrl(url: string): boolean {
  const parsed = parse(url);
  return (
    parsed !== null &&
    parsed.protocol === `${appScheme}:` &&
    parsed.host === appHost &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

/** Whether a link may be handed to the system's browser. */
export function isAllowedExternal(url: string): boolean {
  const parsed = parse(url);
  return (
    parsed !== null &&
    parsed.protocol === 'https:' &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === '' &&
    externalHosts.includes(parsed.hostname)
  );
}
