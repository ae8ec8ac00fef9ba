def clean_orders(orders):
    return orders.dropna()
