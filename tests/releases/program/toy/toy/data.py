import time


def load(config):
    time.sleep(float(config.get("seconds", 0)))
    return [1, 2, 3, 4]
