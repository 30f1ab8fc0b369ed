import type { JsonObject } from '../../core/json.ts';

const schemas = 'https://schema.management.azure.com';
const api =
  "[subscriptionResourceId('Microsoft.Web/locations/managedApis', resourceGroup().location, 'azuresentinel')]";
const connection = "[variables('connection')]";
const connectionId = "[resourceId('Microsoft.Web/connections', variables('connection'))]";

/** A template to begin with: a Logic App that is run on incidents, switched off, and a connection with its managed identity. */
export const starterTemplate = (name: string): JsonObject => ({
  $schema: `${schemas}/schemas/2019-04-01/deploymentTemplate.json#`,
  contentVersion: '1.0.0.0',
  metadata: { title: name, description: 'What it does, and when.' },
  parameters: { PlaybookName: { type: 'string', defaultValue: name } },
  variables: { connection: "[concat('azuresentinel-', parameters('PlaybookName'))]" },
  resources: [
    {
      type: 'Microsoft.Web/connections',
      apiVersion: '2016-06-01',
      name: connection,
      location: '[resourceGroup().location]',
      properties: { displayName: connection, parameterValueType: 'Alternative', api: { id: api } },
    },
    {
      type: 'Microsoft.Logic/workflows',
      apiVersion: '2019-05-01',
      name: "[parameters('PlaybookName')]",
      location: '[resourceGroup().location]',
      identity: { type: 'SystemAssigned' },
      dependsOn: [connectionId],
      properties: {
        state: 'Disabled',
        definition: {
          $schema: `${schemas}/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#`,
          contentVersion: '1.0.0.0',
          parameters: { $connections: { type: 'Object', defaultValue: {} } },
          triggers: {
            Microsoft_Sentinel_incident: {
              type: 'ApiConnectionWebhook',
              inputs: {
                body: { callback_url: '@{listCallbackUrl()}' },
                host: { connection: { name: "@parameters('$connections')['azuresentinel']['connectionId']" } },
                path: '/incident-creation',
              },
            },
          },
          actions: {},
          outputs: {},
        },
        parameters: {
          $connections: {
            value: {
              azuresentinel: {
                connectionId,
                connectionName: connection,
                id: api,
                connectionProperties: { authentication: { type: 'ManagedServiceIdentity' } },
              },
            },
          },
        },
      },
    },
  ],
});
