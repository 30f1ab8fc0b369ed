/** Whether a pattern of Azure's role-based access control covers an action: `*` stands for any text, case does not count. */
export const covers = (pattern: string, action: string): boolean => {
  const parts = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(action.toLowerCase());
};
