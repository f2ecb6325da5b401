/** The resources of an application, and the words behind the dot. From the schemas of losant-rest 2.8.1. */
const APPLICATION = {
  application: '* applyTemplate archiveData backfillArchiveData clone export import fullEventsArchive ' +
    'fullDataTablesArchive debug delete get mqttPublishMessage mqttSubscriptionStream patch payloadCounts search',
  applicationApiToken: '* delete get patch',
  applicationApiTokens: '* get post',
  applicationCertificate: '* delete get patch',
  applicationCertificates: '* get post',
  applicationCertificateAuthority: '* delete get patch',
  applicationCertificateAuthorities: '* get post',
  applicationDashboards: '* get post',
  applicationDashboard: '* get patch delete',
  applicationKey: '* delete get patch',
  applicationKeys: '* get post',
  data: '* export lastValueQuery timeSeriesQuery',
  dataTable: '* addColumn delete get patch removeColumn',
  dataTables: '* get post',
  dataTableRow: '* delete get patch',
  dataTableRows: '* get post query export delete truncate',
  device:
    '* commandStream debug delete export get getCommand getCompositeState getLogEntries getState patch ' +
    'removeData sendCommand sendState setConnectionStatus stateStream',
  deviceRecipe: '* bulkCreate delete get patch',
  deviceRecipes: '* get post',
  devices:
    '* attributeNames patch delete removeData detailedSummary export get post sendCommand tagKeys tagValues',
  edgeDeployments: '* get release remove replace',
  event: '* delete get patch',
  events: '* delete get mostRecentBySeverity patch post export',
  experience: '* delete bootstrap',
  experienceDomain: '* delete get patch',
  experienceDomains: '* get post',
  experienceEndpoint: '* delete get linkedResources patch',
  experienceEndpoints: '* get post stats',
  experienceGroup: '* delete get patch',
  experienceGroups: '* detailedSummary get post',
  experienceSlug: '* delete get patch',
  experienceSlugs: '* get post',
  experienceUser: '* delete get patch',
  experienceUsers: '* detailedSummary get post',
  experienceVersion: '* delete get patch',
  experienceVersions: '* get post',
  experienceView: '* debug delete get linkedResources patch',
  experienceViews: '* debug detailedSummary get post',
  integration: '* delete get patch',
  integrations: '* get post',
  file: '* get patch move delete upload',
  files: '* get post',
  flow: '* clearStorageEntries debug delete errors get getStorageEntries log patch pressVirtualButton ' +
    'setStorageEntry getStorageEntriesMetadata stats',
  flows: '* get getByVersion import post',
  flowVersion: '* delete errors get log patch stats',
  flowVersions: '* delete get post',
  notebook: '* delete execute get logs patch requestInputDataExport upload',
  notebooks: '* get post',
  webhook: '* delete get patch',
  webhooks: '* get post',
}

/** Those of an organization, of an installation and of a user: only a sign-in may ask for them. */
const OTHER = {
  applications: '* get post import detailedSummary',
  auditLog: '* get',
  auditLogs: '* get',
  dashboard: '* patch delete sendReport',
  dashboards: '* get post',
  org:
    '* get patch delete pendingInvites inviteMember revokeInvite modifyMember removeMember payloadCounts ' +
    'invoices currentCard chargeDetails transferResources',
  instance: '* get patch historicalSummaries generateReport',
  instanceOrg: '* get patch delete',
  instanceOrgs: '* get post',
  instanceMember: '* get patch delete',
  instanceMembers: '* get post',
  instanceOrgMember: '* get patch delete',
  instanceOrgMembers: '* get post',
  instanceApiTokens: '* get post',
  instanceApiToken: '* get patch delete',
  userApiToken: '* get patch delete',
  userApiTokens: '* get post',
  applicationTemplate: '* get',
  applicationTemplates: '* get getCategories getUniqueKeywords',
  instances: '* get',
  me:
    '* get patch delete verifyEmail changePassword enableTwoFactorAuth disableTwoFactorAuth disconnectGithub ' +
    'connectGithub addRecentItem fetchRecentItems payloadCounts transferResources',
  orgs: '* get post',
}

/** Every scope that a token of an application may be given. What is not spoken here opens nothing. */
export const APPLICATION_SCOPES: readonly string[] = [
  'all.Application',
  'all.Application.read',
  'all.Application.bounded',
  'all.Device',
  'all.Device.read',
  ...namesOf(APPLICATION),
]

/** Every scope that a sign-in may ask for. */
export const GRANTABLE_SCOPES: readonly string[] = [
  ...APPLICATION_SCOPES,
  'all.Application.cli',
  ...['Organization', 'Instance', 'User'].flatMap((all) => [`all.${all}`, `all.${all}.read`]),
  'all.Organization.bounded',
  'all.User.bounded',
  'all.User.cli',
  ...namesOf(OTHER),
]

function namesOf(resources: Readonly<Record<string, string>>): string[] {
  return Object.entries(resources).flatMap(([resource, words]) =>
    words.split(' ').map((word) => `${resource}.${word}`)
  )
}
