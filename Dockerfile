FROM python:3.13-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
COPY . .
# Editable: catalogues and migrations are read from where they stand.
RUN pip install --no-cache-dir -e . && useradd --uid 10001 --no-create-home qianshao \
  && mkdir /app/data && chown qianshao /app/data
USER qianshao
ENV QIANSHAO_HOST=0.0.0.0
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ.get('QIANSHAO_PORT', '8080') + '/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
