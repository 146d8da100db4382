/** A ward with no code of the real list. Its name and those of everybody in it say that they are made up. */
export const ward = { code: '00000', name: 'Phường Mẫu' };
