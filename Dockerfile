# One image for every program: api, relay, projector and standalone; the command chooses. The operator's commands are in
# it:  docker compose exec api throughline status
FROM node:22.20.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund
# The compiler outlives that, as something Nest could use and does not.
RUN rm -rf node_modules/typescript node_modules/.bin
# What runs is dist; sources beside it would only be read by whoever broke in. Type declarations and maps of packages too.
RUN find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete \
  && mkdir -p /image/app /image/data \
  && cp -a package.json node_modules dist bin scripts /image/app/

FROM node:22.20.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 THROUGHLINE_HOME=/data
# Packages are not installed here: the tools that could are taken out.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
    /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn* \
  && ln -s /app/bin/throughline.mjs /usr/local/bin/throughline
WORKDIR /app
COPY --from=build /image/app ./
COPY --from=build --chown=node:node /image/data /data
USER node
# The root may be mounted read-only: what is written goes to /data, and to /tmp, which may be a tmpfs.
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["node", "bin/ready.mjs"]
CMD ["node", "--enable-source-maps", "dist/apps/standalone/src/main.js"]
