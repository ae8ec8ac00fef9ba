kubectl apply -f service.yaml
