STORES = {"offline_store": "bigquery", "online_store": "redis"}

print(STORES)
