/** What script adds to the console's pages: the reader's own time zone, copying, the tab in sight on a phone. It holds no data. */
export const CONSOLE_SCRIPT = `
document.documentElement.classList.add('has-script');
for (const t of document.querySelectorAll('time')) {
  t.lang = navigator.language;
  t.title = t.dateTime;
  t.textContent = new Date(t.dateTime).toLocaleString(navigator.language, { dateStyle: 'medium', timeStyle: 'short' });
}
document.querySelector('.notice[autofocus]')?.focus();
const tab = document.querySelector('.tabs [aria-current]');
if (tab) tab.closest('nav').scrollLeft = tab.offsetLeft - 16;
for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText.trim());
    button.textContent = 'Copied';
  });
}
for (const button of document.querySelectorAll('[data-download]')) {
  button.addEventListener('click', () => {
    const text = document.getElementById(button.dataset.download).innerText.trim() + '\\n';
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = button.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
for (const button of document.querySelectorAll('[data-print]')) button.addEventListener('click', () => print());
`;
