/**
 * The banner's style sheet. System colours follow the page's `color-scheme` and forced colours by themselves; a site
 * changes them, on `sonde-consent` or any element above it, by
 *
 * | property | default |
 * |---|---|
 * | `--sonde-background`, `--sonde-text` | `Canvas`, `CanvasText` |
 * | `--sonde-accent`, `--sonde-accent-text`: the two equal buttons | `CanvasText`, `Canvas` |
 * | `--sonde-font` | `medium/1.5 system-ui, sans-serif` |
 * | `--sonde-radius` | `8px` |
 *
 * `:host` is reset with `!important`, since rules of the page (`body > * {…}`) win over it otherwise. It is taken out of
 * the flow, so that it is no item of a body that is a grid. The region leaves the page 40 % of a low window.
 */
export const bannerStyle = `:host{all:initial!important;color-scheme:inherit!important;position:fixed!important;z-index:2147483647!important}
section,dialog{box-sizing:border-box;padding:1em;border:1px solid;border-radius:var(--sonde-radius,8px);background:var(--sonde-background,Canvas);color:var(--sonde-text,CanvasText);font:var(--sonde-font,medium/1.5 system-ui,sans-serif)}
section{position:fixed;inset:auto 0 0;margin:auto;max-width:60em;max-height:60%;overflow:auto}
dialog{max-width:30em}
h2,p{font-size:1em;margin:0 0 .5em}
div{display:flex;flex-wrap:wrap;gap:.5em}
label{display:flex;gap:.5em;margin:1em 0}
input{flex:none;width:1.5em;height:1.5em;margin:0}
a{color:inherit}
button{flex:1 1 8em;min-height:2.75em;padding:.5em 1em;border:1px solid;border-radius:inherit;background:0 0;color:inherit;font:inherit;cursor:pointer}
.equal{border-color:var(--sonde-accent,CanvasText);background:var(--sonde-accent,CanvasText);color:var(--sonde-accent-text,Canvas)}
:focus-visible{outline-offset:2px}`;
