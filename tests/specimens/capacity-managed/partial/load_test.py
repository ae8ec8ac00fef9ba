import sys
import time
from urllib import request

slow = 0
for _ in range(500):
    begun = time.perf_counter()
    request.urlopen("http://staging.example.org/v1/predict")
    slow += time.perf_counter() - begun > 0.2
print(slow)
