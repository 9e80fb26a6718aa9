"""The shapes of a seat, drawn around its middle for a pitch of 20 units. Each status has its own shape, so that it can
be recognized without its colour."""

# ruff: noqa: E501 - a path is one word
_SEAT = "M-7.4 5.2V-2.2C-7.4-5.6-5.2-7.4-2-7.4H2C5.2-7.4 7.4-5.6 7.4-2.2V5.2C7.4 6.5 6.5 7.4 5.2 7.4H-5.2C-6.5 7.4-7.4 6.5-7.4 5.2Z"
_CUT = "M-7.4 5.2V-2.2C-7.4-5.6-5.2-7.4-2-7.4H2C5.2-7.4 7.4-5.6 7.4-2.2L-5 7.4H-5.2C-6.5 7.4-7.4 6.5-7.4 5.2Z"
_CORNER = "M7.4 2.4V5.2C7.4 6.5 6.5 7.4 5.2 7.4H1Z"
_EDGE = "M-6.6 4.9V-2C-6.6-5-4.7-6.6-1.9-6.6H1.9C4.7-6.6 6.6-5 6.6-2V4.9C6.6 5.9 5.9 6.6 4.9 6.6H-4.9C-5.9 6.6-6.6 5.9-6.6 4.9Z"
_HALF = "M-6.6.6H6.6V4.9C6.6 5.9 5.9 6.6 4.9 6.6H-4.9C-5.9 6.6-6.6 5.9-6.6 4.9Z"
_LARGE = "M-9.4 6.6V-2.8C-9.4-7.1-6.6-9.4-2.6-9.4H2.6C6.6-9.4 9.4-7.1 9.4-2.8V6.6C9.4 8.3 8.3 9.4 6.6 9.4H-6.6C-8.3 9.4-9.4 8.3-9.4 6.6Z"
_ROUND = 'stroke-linecap="round" stroke-linejoin="round"'

SYMBOLS = "".join(
    f'<g id="seat-{name}">{shape}</g>'
    for name, shape in {
        "open": f'<path d="{_SEAT}" fill="currentColor"/>',
        "restricted": f'<path d="{_CUT}" fill="currentColor"/><path d="{_CORNER}" fill="currentColor" opacity=".55"/>',
        "held": f'<path d="{_EDGE}" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="{_HALF}" fill="currentColor"/>',
        "sold": '<circle r="2.7" fill="currentColor"/>',
        "killed": f'<path d="M-3.6-3.6 3.6 3.6M3.6-3.6-3.6 3.6" stroke="currentColor" stroke-width="1.8" {_ROUND} fill="none"/>',
        "mine": f'<path d="{_LARGE}" fill="currentColor" stroke="var(--map-floor)" stroke-width="1.6"/>'
        f'<path d="M-4.2.2-1.2 3.2 4.3-3" fill="none" stroke="var(--on-mine)" stroke-width="2.2" {_ROUND}/>',
        "wheelchair": '<rect x="-8" y="-8" width="16" height="16" rx="2.5" fill="none" stroke="currentColor" stroke-width="1.7"/>'
        '<circle cx="-1" cy="-4.6" r="1.5" fill="currentColor"/>'
        f'<path d="M-1-2.6V1.6H3.2L4.8 5M-3.2-.6A3.9 3.9 0 1 0 2.9 3.9" fill="none" stroke="currentColor" stroke-width="1.5" {_ROUND}/>',
    }.items()
)
