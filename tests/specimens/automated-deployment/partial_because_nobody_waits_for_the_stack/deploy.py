import boto3

client = boto3.client("cloudformation")
client.update_stack(StackName="churn", TemplateBody=open("endpoint.yml").read())
