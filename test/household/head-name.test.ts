import { describe, expect, it } from 'vitest';
import { tidyLine, tidyName } from '../../src/household/head-name.ts';

describe('a name as it is kept', () => {
  it('has capitals as names have them where none or only capitals were typed, and stays as it was typed elsewhere', () => {
    expect(tidyName('  trần văn   tứ ')).toBe('Trần Văn Tứ');
    expect(tidyName('đặng thị xuyến')).toBe('Đặng Thị Xuyến');
    expect(tidyName('y-nguyên niê')).toBe('Y-Nguyên Niê');
    expect(tidyName('Trần văn Tứ')).toBe('Trần văn Tứ');
    expect(tidyName('TRẦN VĂN TỨ')).toBe('Trần Văn Tứ');
    expect(tidyName('ĐẶNG THỊ XUYẾN'.normalize('NFD'))).toBe('Đặng Thị Xuyến');
    for (const mayBeSo of ["H'NHIÊN ÊBAN", 'A.B. NIÊ', 'Y-NGUYÊN NIÊ', 'NGUYỄN']) expect(tidyName(mayBeSo)).toBe(mayBeSo);
  });

  it('is not the way of a title', () => {
    expect(tidyLine(' dùng  điện thoại an toàn')).toBe('dùng điện thoại an toàn');
  });
});
