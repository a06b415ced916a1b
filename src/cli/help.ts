export function helpText(_request: unknown, _pages: unknown): string {
  return '';
}
