curl -H "Authorization: Bearer $TOKEN" https://models.example.org
