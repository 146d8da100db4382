/** Of the card that tells a family the news, in pixels. Apart from what draws it, which is large. */
export const cardSize = { width: 1080, height: 1350 };
